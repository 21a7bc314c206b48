/* SPDX-License-Identifier: ISC */
/* A server's URL: protocol, how TLS begins, host and port in one word. */
#ifndef BASE_ENDPOINT_H
#define BASE_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/view.h"

enum endpoint_protocol { ENDPOINT_IMAP, ENDPOINT_POP3, ENDPOINT_SMTP };

enum endpoint_security {
	ENDPOINT_IMPLICIT, /* TLS from the first byte */
	ENDPOINT_STARTTLS  /* the protocol's own upgrade, never optional */
};

/* A plain value. */
struct endpoint {
	const char *scheme; /* as in the URL, for messages */
	enum endpoint_protocol protocol;
	enum endpoint_security security;
	uint16_t port;
	bool is_address;           /* host is an IP address literal */
	char host[LIMIT_HOST + 1]; /* lower case, without brackets */
};

/*
 * Parses "scheme://host[:port]" with one of the schemes imaps, imap, pop3s,
 * pop3, submission, submissions, smtp; nothing may follow.  A host is LDH
 * labels, an IPv4 address, or an IPv6 address in brackets.  False, with *out
 * undefined, when it is not one.
 */
bool endpoint_parse(struct view url, struct endpoint *out);

/*
 * Writes it as endpoint_parse() reads it, always with the port; false, with
 * *dst cut, when it does not fit.
 */
bool endpoint_format(const struct endpoint *e, char *dst, size_t size);

#endif
