/* SPDX-License-Identifier: ISC */
/* A spool in a temporary directory, for tests. */
#ifndef TESTS_SENDMAIL_SPOOL_DIR_H
#define TESTS_SENDMAIL_SPOOL_DIR_H

#include <stddef.h>

#include "base/buf.h"
#include "queue/message.h"

struct test_spool {
	char path[64];
};

/* Makes drop/tmp and drop/new; removes all. */
void spool_dir_make(struct test_spool *s);
void spool_dir_remove(struct test_spool *s);

/* How many files there are in drop/tmp, of them begun, and in drop/new. */
size_t spool_dir_tmp(const struct test_spool *s);
size_t spool_dir_begun(const struct test_spool *s);
size_t spool_dir_new(const struct test_spool *s);

/* Loads the only message in drop/new and its text, which b takes. */
void spool_dir_load(
    const struct test_spool *s, struct message *m, struct buf *b);

/* What is handed in: an open file without a name, at its beginning. */
int spool_dir_input(struct view content);

#endif
