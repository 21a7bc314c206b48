/* SPDX-License-Identifier: ISC */
/* The suites of conf/ and what they share. */
#ifndef TESTS_CONF_SUITES_H
#define TESTS_CONF_SUITES_H

#include "conf/conf.h"
#include "scratch.h"

/* Its name in the texts of errors. */
#define FILE_NAME "t.conf"

/*
 * Writes text to FILE_NAME in a directory of its own, which becomes the
 * current one, and loads it.
 */
enum error_code file_load(const char *text, struct conf **out, struct error *e);

Suite *load_suite(void);
Suite *mail_domain_suite(void);
Suite *mail_section_suite(void);
Suite *provider_suite(void);
Suite *provider_files_suite(void);
Suite *refused_suite(void);
Suite *scan_suite(void);
Suite *times_suite(void);

#endif
