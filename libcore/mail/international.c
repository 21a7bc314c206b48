/* SPDX-License-Identifier: ISC */
/* Header sections that only servers with SMTPUTF8 take. */
#include "config.h"

#include "base/utf8.h"
#include "mail/address.h"
#include "mail/field_words.h"
#include "mail/header.h"
#include "mail/international.h"

/* An address_fn: goes on until it finds one. */
static bool
is_plain(void *arg, struct view address, struct view name)
{
	bool *found = arg;

	(void)name;
	*found = !view_is_ascii(address) && utf8_check(address);
	return !*found;
}

bool
international_header(struct view section)
{
	struct header_field f;
	bool found = false;

	if (view_is_ascii(section))
		return false;
	while (!found && header_next(&section, &f))
		if (!view_is_ascii(f.body) && field_words_has_addresses(&f))
			address_each(f.body, is_plain, &found);
	return found;
}
