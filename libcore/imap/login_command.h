/* SPDX-License-Identifier: ISC */
/* The LOGIN command (RFC 9051 6.2.3), for servers without a SASL mechanism. */
#ifndef IMAP_LOGIN_COMMAND_H
#define IMAP_LOGIN_COMMAND_H

#include <stdbool.h>

#include "base/error.h"
#include "sasl/authenticate.h"

/*
 * An exchange by LOGIN, the password quoted, or in a literal where it cannot
 * be; that waits for the server unless literal_plus (RFC 7888).  ERROR_INPUT
 * for a user that cannot be quoted, ERROR_MEMORY.
 */
enum error_code imap_login_command(const struct sasl_login *login,
    bool literal_plus, struct sasl_exchange **out, struct error *e);

#endif
