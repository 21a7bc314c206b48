/* SPDX-License-Identifier: ISC */
/* The front of the accounts file: its "defaults" lines. */
#ifndef USERS_HEAD_H
#define USERS_HEAD_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/view.h"
#include "users/accounts.h"

/* The built-in values. */
void head_init(struct accounts_defaults *d);

/*
 * Opens the file, *st_out what it is: a descriptor (O_CLOEXEC, the caller's),
 * or -1 with e set as accounts_open() says.
 */
int head_open(
    const char *path, bool check_owner, struct stat *st_out, struct error *e);

/*
 * Takes the "defaults" lines from the front of text into *d.  True when their
 * end is certain: another line follows, or text is the whole file.
 */
bool head_parse(struct view text, bool whole, struct accounts_defaults *d);

/* Reads on from where fd is, only as far as the "defaults" lines go. */
enum error_code head_read(
    int fd, struct accounts_defaults *out, struct error *e);

#endif
