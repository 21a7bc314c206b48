/* SPDX-License-Identifier: ISC */
/* The way to a command: the directories and symbolic links that lead to it. */
#ifndef SYS_COMMAND_WAY_H
#define SYS_COMMAND_WAY_H

#include "base/error.h"

/*
 * Whether nobody but root, this process's user and the groups of the system can
 * have the path lead to something else: looked at is each directory that is
 * passed, on the way to every symbolic link as well as from there on, and in a
 * directory where everybody can write (/tmp) the link itself.  ERROR_SETTINGS
 * with the cure in the text, which names the directory without links.
 */
enum error_code command_check_way(const char *path, struct error *e);

#endif
