/* SPDX-License-Identifier: ISC */
/* Addresses in international domains as envelopes and headers name them. */
#include "config.h"

#include <string.h>

#include "conf/host.h"
#include "mail/address.h"
#include "sendmail-shim/local/a_label.h"

struct view
a_label_address(struct view address, char room[A_LABEL_ADDRESS])
{
	struct view local, domain;
	struct error e;
	size_t n;

	if (view_is_ascii(address) ||
	    !address_split(address, &local, &domain) || !view_is_ascii(local) ||
	    local.n > LIMIT_ADDRESS)
		return address;
	n = local.n + 1;
	memcpy(room, address.p, n);
	if (host_to_ascii(domain, room + n, A_LABEL_ADDRESS - n, &e) !=
	    ERROR_NONE)
		return address;
	return view_make(room, n + strlen(room + n));
}

struct view
a_label_domain(struct view domain, char room[ADDRESS_DOMAIN])
{
	struct error e;

	if (host_to_ascii(domain, room, ADDRESS_DOMAIN, &e) != ERROR_NONE)
		return domain;
	return view_of(room);
}
