/* SPDX-License-Identifier: ISC */
/*
 * Changing the accounts file: the "!" line of one address.  Every other byte
 * of the file stays as it is, also what is written while this works.
 */
#ifndef USERS_EDIT_H
#define USERS_EDIT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/view.h"

/*
 * One change of a text.  ERROR_NONE with the new text in out (empty before);
 * anything else leaves the file alone and is handed on.
 */
typedef enum error_code edit_fn(
    struct view text, struct view address, struct buf *out, struct error *e);

/*
 * Adds "!address" as the last line.  ERROR_EXISTS when the text has such a
 * line already.
 */
edit_fn edit_deny;

/*
 * Takes out each line that is "!address"; a comment behind it stays.
 * ERROR_NOTFOUND when there is none, ERROR_SETTINGS when one has more words,
 * which only a person can judge.
 */
edit_fn edit_permit;

/*
 * Changes the file at path by fn, once or more often: when somebody else has
 * written it meanwhile, that text is changed again.  A symbolic link stays one
 * and its target is changed.  Owner, group and mode stay; a crash leaves the
 * old or the new file.  With check_owner, file and directory must be root's and
 * not writable by others.  ERROR_NOTFOUND when there is no file,
 * ERROR_SETTINGS, ERROR_LATER when somebody else does not stop changing it,
 * ERROR_SYSTEM.
 */
enum error_code edit_file(const char *path, bool check_owner, edit_fn *fn,
    struct view address, struct error *e);

#endif
