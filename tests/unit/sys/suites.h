/* SPDX-License-Identifier: ISC */
/* The suites of sys/. */
#ifndef TESTS_SYS_SUITES_H
#define TESTS_SYS_SUITES_H

#include "suite.h"

Suite *command_suite(void);
Suite *deadline_suite(void);
Suite *file_suite(void);
Suite *frame_suite(void);
Suite *frame_io_suite(void);
Suite *io_suite(void);
Suite *listener_suite(void);
Suite *sandbox_suite(void);
Suite *spawn_suite(void);
Suite *trusted_suite(void);

#endif
