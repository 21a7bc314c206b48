/* SPDX-License-Identifier: ISC */
/* Remote hosts in one way of writing. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "pam_imap/daemon/rhost.h"
#include "users/account.h"

#define V4_OFFSET 12
#define NETWORK_SIZE 8

/* Whether an IPv4 address is what counts in it. */
static bool
holds_v4(const struct in6_addr *a)
{
	/* The well-known prefix of translators, 64:ff9b::/96. */
	static const unsigned char translated[V4_OFFSET] = {
	    0x00, 0x64, 0xff, 0x9b};

	return IN6_IS_ADDR_V4MAPPED(a) ||
	    memcmp(a->s6_addr, translated, V4_OFFSET) == 0;
}

static void
write_v6(struct in6_addr *a, char out[RHOST_SIZE])
{
	char text[INET6_ADDRSTRLEN];
	bool whole = IN6_IS_ADDR_LINKLOCAL(a);

	if (holds_v4(a)) {
		inet_ntop(AF_INET, a->s6_addr + V4_OFFSET, out, RHOST_SIZE);
		return;
	}
	if (!whole)
		memset(a->s6_addr + NETWORK_SIZE, 0,
		    sizeof(a->s6_addr) - NETWORK_SIZE);
	inet_ntop(AF_INET6, a, text, sizeof(text));
	snprintf(out, RHOST_SIZE, "%s%s", text, whole ? "" : "/64");
}

/* A zone ("%eth0") is the same host's. */
static bool
parse_v6(struct view v, struct in6_addr *out)
{
	char text[INET6_ADDRSTRLEN];

	return view_copy(
		   view_before(v, view_find(v, '%')), text, sizeof(text)) &&
	    inet_pton(AF_INET6, text, out) == 1;
}

bool
rhost_canonical(const char *rhost, char out[RHOST_SIZE])
{
	struct view v = {rhost, rhost != NULL ? strnlen(rhost, LIMIT_HOST) : 0};
	struct in6_addr v6;

	out[0] = '\0';
	if (v.n == 0)
		return false;
	if (parse_v6(v, &v6)) {
		write_v6(&v6, out);
		return true;
	}
	if (v.n > 1 && v.p[v.n - 1] == '.')
		v.n--;
	return account_lower(v, out, RHOST_SIZE);
}
