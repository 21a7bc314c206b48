/* SPDX-License-Identifier: ISC */
/* Files read whole, checked before they are trusted, and made durable. */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"

/*
 * Reads the regular file at path into b, up to b's ceiling.  ERROR_NOTFOUND
 * when there is none, ERROR_LIMIT when it is larger, ERROR_SYSTEM otherwise;
 * the text names the path.
 */
enum error_code file_read(const char *path, struct buf *b, struct error *e);

/* The same from an open fd, whose name is used in texts only. */
enum error_code file_read_fd(
    int fd, const char *name, struct buf *b, struct error *e);

/*
 * Opens a file that must be root's and writable for root only; *st_out is what
 * it is.  A descriptor (O_CLOEXEC, the caller's), or -1 with e set;
 * ERROR_NOTFOUND when there is none, ERROR_SETTINGS when somebody else could
 * have written it.
 */
int file_open_trusted(const char *path, struct stat *st_out, struct error *e);

/*
 * Reads a secret: the first line of a regular file that nobody but its owner
 * (root or this process's user) and, for root's, a group can read: at most
 * 0640, or 0400/0600.  ERROR_SETTINGS with the cure in the text otherwise.
 */
enum error_code file_read_secret(
    const char *path, struct secret *out, struct error *e);

/*
 * Writes content to dir_fd/name so that after a crash the whole old or the
 * whole new file is there: a temporary file, fsync, rename, fsync of the
 * directory.  ERROR_SYSTEM with errno kept on failure.
 */
enum error_code file_replace(int dir_fd, const char *name, struct view content,
    mode_t mode, struct error *e);

/* renameat2(RENAME_NOREPLACE); false with errno set. */
bool file_move(int from_dir, const char *from, int to_dir, const char *to);

#endif
