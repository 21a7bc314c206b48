/* SPDX-License-Identifier: ISC */
/* The spool file that queue-put writes: created, filled, made durable. */
#ifndef QUEUE_PUT_FILE_H
#define QUEUE_PUT_FILE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "queue/spool.h"

/* An open file in drop/tmp and both directories; file_open, file_close. */
struct put_file {
	int tmp_dir;
	int new_dir;
	int fd;
	char name[SPOOL_NAME + 1];
};

/*
 * Creates a new file in drop/tmp of the spool, with the uid in its name when
 * named.  On failure nothing is open, the text names the path and errno is
 * kept.  ERROR_SYSTEM.
 */
enum error_code put_file_open(const char *spool, uid_t uid, bool named,
    struct put_file *f, struct error *e);

/* Appends. ERROR_SYSTEM. */
enum error_code put_file_add(
    struct put_file *f, struct view v, struct error *e);

/*
 * Overwrites the bytes at offset with v, syncs the file, renames it into
 * drop/new and syncs that directory: then it is accepted, and not before. Where
 * only the last fails it is taken back, or was taken in meanwhile and is
 * accepted.  ERROR_SYSTEM.
 */
enum error_code put_file_commit(
    struct put_file *f, size_t offset, struct view v, struct error *e);

/* Closes all; the file is removed unless it was committed. */
void put_file_close(struct put_file *f);

#endif
