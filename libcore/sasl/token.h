/* SPDX-License-Identifier: ISC */
/*
 * The messages of the mechanisms that carry a bearer token (RFC 6750):
 * OAUTHBEARER (RFC 7628), and XOAUTH2, which came before it.
 */
#ifndef SASL_TOKEN_H
#define SASL_TOKEN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/view.h"

/* Whether it can be a token: visible ASCII, which a message cannot mistake for
 * anything of its own. */
bool token_check(struct view token);

/*
 * Appends the client's message; false when there is no memory.  server is what
 * OAUTHBEARER names, or NULL.  user holds no control character.
 */
bool token_compose_bearer(struct buf *out, const char *user,
    const struct endpoint *server, struct view token);
bool token_compose_xoauth2(struct buf *out, const char *user,
    const struct endpoint *server, struct view token);

#endif
