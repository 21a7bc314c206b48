/* SPDX-License-Identifier: ISC */
/* Local names: which addresses are such, and which have aliases. */
#include "config.h"

#include "mail/address.h"
#include "mail/aliases.h"
#include "mail/aliases_table.h"

/* Copies a local part without its quotes and backslashes; false when it is
 * none or a quote is left open. */
static bool
unquote(struct view local, char name[LIMIT_ADDRESS + 1])
{
	bool quoted = false;
	size_t n = 0;

	for (size_t i = 0; i < local.n && n < LIMIT_ADDRESS; i++) {
		char c = local.p[i];

		if (c == '"') {
			quoted = !quoted;
			continue;
		}
		if (quoted && c == '\\' && ++i < local.n)
			c = local.p[i];
		name[n++] = c;
	}
	name[n] = '\0';
	return n > 0 && !quoted;
}

static bool
is_own(const struct aliases_host *host, struct view domain)
{
	return host != NULL && host->is_own != NULL &&
	    host->is_own(host->arg, domain);
}

bool
aliases_local_name(const struct aliases_host *host, struct view address,
    struct view *local_out, char name[LIMIT_ADDRESS + 1])
{
	struct view domain;

	if (address_split(address, local_out, &domain) && !is_own(host, domain))
		return false;
	return local_out->n <= LIMIT_ADDRESS && !view_has_control(*local_out) &&
	    view_find(*local_out, '@') == local_out->n &&
	    unquote(*local_out, name);
}

bool
aliases_has(const struct aliases *a, struct view name)
{
	return aliases_table_find(&a->names, name) != NULL;
}

bool
aliases_has_root(const struct aliases *a)
{
	return aliases_has(a, view_of("root")) ||
	    aliases_has(a, view_of(ALIASES_ALL));
}

const char *
aliases_list(const struct aliases *a, size_t index)
{
	return index < a->lists.n ? a->lists.list[index]->name : NULL;
}
