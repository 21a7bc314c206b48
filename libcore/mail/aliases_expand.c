/* SPDX-License-Identifier: ISC */
/* Following aliases to addresses. */
#include "config.h"

#include <stdlib.h>

#include "mail/address.h"
#include "mail/aliases.h"
#include "mail/aliases_table.h"

struct expansion {
	const struct aliases *a;
	bool *seen; /* which entries were followed: each is once */
	size_t found;
	aliases_fn *fn;
	void *arg;
	struct error *e;
};

static enum error_code expand_name(
    struct expansion *x, struct view name, unsigned depth);

const struct alias *
aliases_table_find(const struct aliases *a, struct view name)
{
	for (size_t i = 0; i < a->n; i++)
		if (view_eq_case_str(name, a->list[i].name))
			return &a->list[i];
	return NULL;
}

bool
aliases_has(const struct aliases *a, struct view name)
{
	return aliases_table_find(a, name) != NULL;
}

static enum error_code
expand_target(struct expansion *x, struct view target, unsigned depth)
{
	struct view local, domain;

	if (!address_split(target, &local, &domain))
		return expand_name(x, target, depth + 1);
	x->found++;
	if (!x->fn(x->arg, target))
		return error_set(x->e, ERROR_LIMIT,
		    "%s: too many addresses behind one name", x->a->file);
	return ERROR_NONE;
}

static enum error_code
expand_entry(struct expansion *x, const struct alias *entry, unsigned depth)
{
	size_t at = (size_t)(entry - x->a->list);
	struct view rest = buf_view(&entry->targets);
	enum error_code code = ERROR_NONE;

	if (entry->wrong != NULL)
		return error_set(x->e, ERROR_SETTINGS, "%s", entry->wrong);
	if (depth > ALIASES_DEPTH)
		return error_set(x->e, ERROR_SETTINGS,
		    "%s: more than %d names in a row stand for each other",
		    x->a->file, ALIASES_DEPTH);
	if (x->seen[at])
		return ERROR_NONE;
	x->seen[at] = true;
	while (code == ERROR_NONE && rest.n > 0) {
		struct view target = view_of(rest.p);

		code = expand_target(x, target, depth);
		rest = view_from(rest, target.n + 1);
	}
	return code;
}

static enum error_code
expand_name(struct expansion *x, struct view name, unsigned depth)
{
	const struct alias *entry = aliases_table_find(x->a, name);

	if (entry == NULL)
		entry = aliases_table_find(x->a, view_of("root"));
	if (entry == NULL)
		return error_set(x->e, ERROR_SETTINGS,
		    "no alias for root: nobody gets the mail of %.*s (write "
		    "\"root: you@example.com\" to %s)",
		    VIEW_ARG(name), x->a->file);
	return expand_entry(x, entry, depth);
}

enum error_code
aliases_expand(const struct aliases *a, struct view name, aliases_fn *fn,
    void *arg, struct error *e)
{
	struct expansion x = {.a = a, .fn = fn, .arg = arg, .e = e};
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
