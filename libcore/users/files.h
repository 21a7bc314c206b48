/* SPDX-License-Identifier: ISC */
/*
 * The local users and groups, from the files passwd and group of a directory
 * (mostly /etc) themselves and never through NSS, which might be what asks.
 */
#ifndef USERS_FILES_H
#define USERS_FILES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/view.h"

/*
 * The number of a user or group.  ERROR_NOTFOUND when there is none by this
 * name, ERROR_SYSTEM and the like when the file cannot be read.
 */
enum error_code files_find_user(
    const char *etc_dir, struct view name, uid_t *uid_out, struct error *e);
enum error_code files_find_group(
    const char *etc_dir, struct view name, gid_t *gid_out, struct error *e);

/*
 * Whether neither a name nor a number is that of a user or group.
 * ERROR_EXISTS names what has it.
 */
enum error_code files_check_free(
    const char *etc_dir, struct view name, uid_t number, struct error *e);

#endif
