/* SPDX-License-Identifier: ISC */
/* Asking for a password on the terminal. */
#ifndef ADMIN_PASSWORD_H
#define ADMIN_PASSWORD_H

#include "base/error.h"
#include "base/secret.h"

/*
 * Reads one line from standard input: after the prompt and without echo when
 * it is a terminal.  ERROR_INPUT when there is none or it is too long.
 */
enum error_code password_read(
    const char *prompt, struct secret *out, struct error *e);

#endif
