/* SPDX-License-Identifier: ISC */
/* One connection to a relay, by the program that sends. */
#ifndef ADMIN_SUBMIT_H
#define ADMIN_SUBMIT_H

#include "base/secret.h"
#include "conf/conf.h"

/*
 * Has relay-send (at program) connect to the relay's server number i and
 * authenticate, without a message.  url_out is the server's name in any case;
 * said_out what it said.  ERROR_NONE when it would send; otherwise the reason
 * in words is in e, with ERROR_LATER when nobody was reached.
 */
enum error_code submit_try(const char *program, const struct conf *conf,
    const struct conf_relay *relay, size_t i, const struct secret *secret,
    char *url_out, size_t url_size, char *said_out, size_t said_size,
    struct error *e);

#endif
