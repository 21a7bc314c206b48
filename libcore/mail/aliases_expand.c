/* SPDX-License-Identifier: ISC */
/* Following aliases to addresses. */
#include "config.h"

#include <stdlib.h>

#include "mail/address.h"
#include "mail/aliases.h"
#include "mail/aliases_table.h"

struct expansion {
	const struct aliases *a;
	const struct aliases_host *host;
	bool *seen; /* which entries were followed: each is once */
	size_t found;
	aliases_fn *fn;
	void *arg;
	struct error *e;
};

static enum error_code expand_name(
    struct expansion *x, struct view name, unsigned depth);
static enum error_code expand_entry(
    struct expansion *x, const struct alias *entry, unsigned depth);

static enum error_code
found(struct expansion *x, struct view address)
{
	x->found++;
	if (!x->fn(x->arg, address))
		return error_set(x->e, ERROR_LIMIT,
		    "%s: too many addresses behind one name", x->a->file);
	return ERROR_NONE;
}

static enum error_code
expand_target(struct expansion *x, struct view target, unsigned depth)
{
	char name[LIMIT_ADDRESS + 1];
	struct view local, domain;

	if (target.p[0] == ALIASES_LIST_MARK)
		return expand_entry(x,
		    aliases_table_find(&x->a->lists, view_from(target, 1)),
		    depth + 1);
	if (aliases_local_name(x->host, target, &local, name))
		return expand_name(x, view_of(name), depth + 1);
	if (!address_split(target, &local, &domain))
		return expand_name(x, target, depth + 1);
	return found(x, target);
}

static enum error_code
expand_entry(struct expansion *x, const struct alias *entry, unsigned depth)
{
	struct view rest = buf_view(&entry->targets);
	enum error_code code = ERROR_NONE;

	if (entry->wrong != NULL)
		return error_set(x->e, ERROR_SETTINGS, "%s", entry->wrong);
	if (depth > ALIASES_DEPTH)
		return error_set(x->e, ERROR_SETTINGS,
		    "%s: more than %d names in a row stand for each other",
		    x->a->file, ALIASES_DEPTH);
	if (x->seen[entry->id])
		return ERROR_NONE;
	x->seen[entry->id] = true;
	while (code == ERROR_NONE && rest.n > 0) {
		struct view target = view_of(rest.p);

		code = expand_target(x, target, depth);
		rest = view_from(rest, target.n + 1);
	}
	return code;
}

static bool
has_mailbox(const struct expansion *x, struct view name, char *dst, size_t size)
{
	return x->host != NULL && x->host->mailbox != NULL &&
	    x->host->mailbox(x->host->arg, name, dst, size);
}

static enum error_code
expand_name(struct expansion *x, struct view name, unsigned depth)
{
	const struct aliases_table *names = &x->a->names;
	const struct alias *entry = aliases_table_find(names, name);
	char mailbox[LIMIT_ADDRESS + 1];

	if (entry == NULL && has_mailbox(x, name, mailbox, sizeof(mailbox)))
		return found(x, view_of(mailbox));
	if (entry == NULL)
		entry = aliases_table_find(names, view_of(ALIASES_ALL));
	if (entry == NULL)
		entry = aliases_table_find(names, view_of("root"));
	if (entry == NULL)
		return error_set(x->e, ERROR_SETTINGS,
		    "no alias for root: nobody gets the mail of %.*s (write "
		    "\"root: you@example.com\" to %s)",
		    VIEW_ARG(name), x->a->file);
	return expand_entry(x, entry, depth);
}

enum error_code
aliases_expand(const struct aliases *a, const struct aliases_host *host,
    struct view name, aliases_fn *fn, void *arg, struct error *e)
{
	struct expansion x = {a, host, NULL, 0, fn, arg, e};
	enum error_code code;

	x.seen = calloc(a->n + 1, sizeof(*x.seen));
	if (x.seen == NULL)
		return error_set(e, ERROR_MEMORY, "no memory");
	code = expand_name(&x, name, 0);
	if (code == ERROR_NONE && x.found == 0)
		code = error_set(e, ERROR_SETTINGS,
		    "%s: the alias of %.*s leads to no address", a->file,
		    VIEW_ARG(name));
	free(x.seen);
	return code;
}
