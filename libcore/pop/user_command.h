/* SPDX-License-Identifier: ISC */
/* USER and PASS (RFC 1939 7), for servers without a SASL mechanism of ours. */
#ifndef POP_USER_COMMAND_H
#define POP_USER_COMMAND_H

#include "base/error.h"
#include "sasl/authenticate.h"

/* The longest command, CRLF included (RFC 2449 4). */
#define POP_COMMAND 255

/*
 * An exchange by USER and PASS.  A password may hold blanks: PASS has one
 * argument, the rest of the line.  ERROR_INPUT for a user or password that a
 * line cannot carry, ERROR_MEMORY.
 */
enum error_code pop_user_command(const struct sasl_login *login,
    struct sasl_exchange **out, struct error *e);

#endif
