/* SPDX-License-Identifier: ISC */
/* Telling whom a message would be from: the second half of sendmail -bv. */
#ifndef SENDMAIL_SENDER_TOOL_H
#define SENDMAIL_SENDER_TOOL_H

#include "sendmail-shim/sendmail/options.h"

/*
 * Prints, for each relay of the settings, the reverse-path that a message with
 * these options leaves with: "from LOGIN: ADDRESS, by relay NAME (URL)".
 * EX_OK, also when standard error got the reason why nobody can tell;
 * EX_CONFIG when that is the file of -C.
 */
int sender_tool_verify(const char *program, const struct options *o);

#endif
