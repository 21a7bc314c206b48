/* SPDX-License-Identifier: ISC */
/* The suites of nss_imap/, and the host that they look at. */
#ifndef TESTS_NSS_SUITES_H
#define TESTS_NSS_SUITES_H

#include "nss_imap/nss.h"
#include "scratch.h"

Suite *entries_suite(void);
Suite *groups_suite(void);
Suite *walk_suite(void);

/* What nss_may_compute() answers. */
extern bool host_may_compute;

/*
 * Makes an accounts file, passwd, group and a registry of alice and carol in
 * the current directory.
 */
void host_make(void);

#define HOST_RANGE "range=2000300000-2000400000"
#define HOST_ALICE 2000300001
#define HOST_CAROL 2000300007

#endif
