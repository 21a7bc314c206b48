/* SPDX-License-Identifier: ISC */
/* A command line of SMTP, taken apart (RFC 5321 4.1.1). */
#ifndef SENDMAIL_DIALOGUE_COMMAND_H
#define SENDMAIL_DIALOGUE_COMMAND_H

#include <stdbool.h>

#include "base/limits.h"
#include "base/view.h"

/* Takes the verb off the front of a line: *rest_out is what stands behind it,
 * without spaces around it. */
struct view dialogue_verb(struct view line, struct view *rest_out);

/*
 * Takes "FROM:" or "TO:" and the path behind it off the front of *rest; spaces
 * behind the colon and a path without angle brackets are forgiven.  A source
 * route is left out.  out gets the one address that the path names as a list
 * of addresses would, or "" for "<>".  False when it is none.
 */
bool dialogue_path(
    struct view *rest, const char *keyword, char out[LIMIT_ADDRESS + 1]);

/* Takes the next parameter of MAIL or RCPT off the front: "KEY=VALUE" or
 * "KEY", when *value_out is empty and its p NULL.  False: none left. */
bool dialogue_parameter(
    struct view *rest, struct view *key_out, struct view *value_out);

/*
 * Decodes xtext (RFC 3461 4.) into dst.  False when it is malformed, does not
 * fit, is empty, or stands for what is not printable ASCII.
 */
bool dialogue_xtext(struct view text, char *dst, size_t size);

#endif
