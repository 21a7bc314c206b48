/* SPDX-License-Identifier: ISC */
/* Landlock: confining a program to the files that it needs. */
#ifndef SYS_SANDBOX_H
#define SYS_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Files and directories; those that do not exist are passed over. */
struct sandbox_paths {
	const char *const *list;
	size_t n;
};

/*
 * From here on this process can read below the named files and directories,
 * make, write, rename and remove what is no device below those to write, and
 * do nothing else in the file system; open fds stay.  Without tcp it neither
 * connects nor listens by TCP, where the kernel can tell (Linux 6.7); with or
 * without, it neither signals nor speaks over abstract sockets with who is not
 * confined with it (Linux 6.12).
 * ERROR_NONE; ERROR_NOTFOUND when the kernel or the build has no Landlock,
 * where the caller goes on and says so once; ERROR_SYSTEM on failure.
 */
enum error_code sandbox_confine(struct sandbox_paths read,
    struct sandbox_paths write, bool tcp, struct error *e);

/* The same with nothing to write, and with TCP. */
enum error_code sandbox_read_only(
    const char *const *paths, size_t n, struct error *e);

#endif
