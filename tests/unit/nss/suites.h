/* SPDX-License-Identifier: ISC */
/* The suites of nss_imap/, and the host that they look at. */
#ifndef TESTS_NSS_SUITES_H
#define TESTS_NSS_SUITES_H

#include "nss_imap/nss.h"
#include "suite.h"

Suite *entries_suite(void);
Suite *groups_suite(void);
Suite *walk_suite(void);

/* What nss_may_compute() answers. */
extern bool host_may_compute;

/*
 * A directory of its own, the current one, with an accounts file, passwd,
 * group and a registry of alice and carol; and its removal.
 */
void host_make(void);
void host_remove(void);

#define HOST_RANGE "range=2000300000-2000400000"
#define HOST_ALICE 2000300001
#define HOST_CAROL 2000300007

/* A suite whose tests each have such a host. */
Suite *host_suite(const char *name, const TTest *const tests[], int n);

#endif
