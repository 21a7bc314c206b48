/* SPDX-License-Identifier: ISC */
/* What a SCRAM server's messages say, before the library works on them. */
#ifndef SASL_SCRAM_H
#define SASL_SCRAM_H

#include <stdbool.h>

#include "base/error.h"
#include "base/view.h"

/*
 * A server-first message (RFC 5802 7), decoded: ERROR_PROTOCOL when its
 * iteration count is missing or above LIMIT_SCRAM_ITERATIONS, since the
 * library would compute for as long as the server likes.
 */
enum error_code scram_check_first(struct view message, struct error *e);

/*
 * A server-final message: ERROR_DENIED with the server's word when it is an
 * error ("e="), ERROR_NONE otherwise.
 */
enum error_code scram_check_final(struct view message, struct error *e);

/* Whether that error is about the channel binding (RFC 5802 7). */
bool scram_blames_binding(struct view message);

#endif
