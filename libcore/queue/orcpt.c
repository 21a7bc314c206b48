/* SPDX-License-Identifier: ISC */
/* The value of ORCPT. */
#include "config.h"

#include "base/xtext.h"
#include "queue/orcpt.h"

/* A longer name of a type is none (RFC 3461 4.2: an atom). */
#define TYPE_MAX 32

static bool
check_type(struct view type)
{
	for (size_t i = 0; i < type.n; i++) {
		char c = type.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return type.n > 0 && type.n <= TYPE_MAX;
}

static bool
is_unicode(struct view type)
{
	return view_eq_case_str(type, "utf-8");
}

/* Takes it apart; false when it is too long, or has no type or no address. */
static bool
split(struct view text, struct view *type_out, struct view *address_out)
{
	size_t at = view_find(text, ';');

	*type_out = view_before(text, at);
	*address_out = view_from(text, at + 1);
	return text.n <= ORCPT_MAX && check_type(*type_out) &&
	    address_out->n > 0;
}

bool
orcpt_check(struct view text)
{
	struct view type, address;

	if (!split(text, &type, &address))
		return false;
	return is_unicode(type) ? xtext_check_unicode(address)
				: xtext_check(address);
}

bool
orcpt_add(struct buf *b, struct view value)
{
	struct view type, address;
	size_t before = b->n;

	if (!split(value, &type, &address))
		return false;
	if (!is_unicode(type) || view_is_ascii(address))
		return orcpt_check(value) && buf_add(b, value);
	buf_add(b, type);
	buf_add_byte(b, ';');
	return xtext_add_unicode(b, address) &&
	    orcpt_check(view_from(buf_view(b), before));
}

bool
orcpt_add_field(struct buf *b, struct view text)
{
	struct view type, address;

	if (!orcpt_check(text) || !split(text, &type, &address))
		return false;
	buf_add(b, type);
	buf_add_str(b, "; ");
	return is_unicode(type) ? buf_add(b, address)
				: xtext_decode(b, address);
}
