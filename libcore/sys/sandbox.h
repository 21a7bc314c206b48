/* SPDX-License-Identifier: ISC */
/* Landlock: confining a network program to the files it reads. */
#ifndef SYS_SANDBOX_H
#define SYS_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/*
 * From here on this process can read below the named files and directories
 * (those that exist) and do nothing else in the file system; open fds stay.
 * ERROR_NONE; ERROR_NOTFOUND when the kernel or the build has no Landlock,
 * where the caller goes on and says so once; ERROR_SYSTEM on failure.
 */
enum error_code sandbox_read_only(
    const char *const *paths, size_t n, struct error *e);

#endif
