/* SPDX-License-Identifier: ISC */
/* From an address or number to its account. */
#include "config.h"

#include "base/names.h"
#include "users/hash.h"
#include "users/registry.h"
#include "users/resolve.h"

const struct resolve_places resolve_places = {
    .accounts = NAMES_ACCOUNTS,
    .registry = NAMES_USERS_DIR,
    .check_owner = true,
};

enum error_code
resolve_compute(const struct accounts_defaults *d,
    const struct accounts_rule *rule, struct view name, struct account *out,
    struct error *e)
{
	if (d->bad_line != 0)
		return error_set(e, ERROR_SETTINGS,
		    "line %u, \"defaults\", is bad, which leaves its number "
		    "open (postern check says what is wrong)",
		    d->bad_line);
	if (rule->local[0] != '\0')
		return error_set(e, ERROR_SETTINGS, "local= makes no account");
	out->uid = rule->has_uid ? rule->uid : hash_uid(name, &d->range);
	if (!view_copy(name, out->name, sizeof(out->name)) ||
	    !view_copy(view_of(rule->home), out->home, sizeof(out->home)) ||
	    !view_copy(view_of(rule->shell), out->shell, sizeof(out->shell)))
		return error_set(e, ERROR_BUG, "a checked value is too long");
	return ERROR_NONE;
}

/* The range that records are held against. */
static enum error_code
read_range(const struct resolve_places *places, struct accounts_range *out,
    struct error *e)
{
	struct accounts_defaults d;
	enum error_code code = accounts_read_defaults(
	    places->accounts, places->check_owner, &d, e);

	*out = d.range;
	return code == ERROR_NOTFOUND ? ERROR_NONE : code;
}

enum error_code
resolve_registered(const struct resolve_places *places, struct view name,
    struct account *out, struct error *e)
{
	struct accounts_range range;
	enum error_code code;

	if (!account_check_name(name))
		return error_set(e, ERROR_NOTFOUND, "not an account name");
	code = read_range(places, &range, e);
	if (code == ERROR_NONE)
		code =
		    registry_find_name(places->registry, name, &range, out, e);
	return code;
}

enum error_code
resolve_uid(const struct resolve_places *places, uid_t uid, struct account *out,
    struct error *e)
{
	struct accounts_range range;
	enum error_code code = read_range(places, &range, e);

	if (code == ERROR_NONE)
		code = registry_find_uid(places->registry, uid, &range, out, e);
	return code;
}

static enum error_code
allow(const struct accounts *a, const struct resolve_places *places,
    struct view name, struct account *out, struct error *e)
{
	struct accounts_defaults d;
	struct accounts_rule rule;
	enum error_code code;

	if (accounts_find(a, name, &rule) != ACCOUNTS_ALLOWED)
		return error_set(e, ERROR_NOTFOUND,
		    "%s: no line makes an account of it", places->accounts);
	accounts_get_defaults(a, &d);
	code = resolve_compute(&d, &rule, name, out, e);
	if (code != ERROR_NONE)
		return error_prefix(e, "%s", places->accounts);
	return registry_check_free(places->registry, out->uid, e);
}

enum error_code
resolve_allowed(const struct resolve_places *places, struct view name,
    struct account *out, struct error *e)
{
	struct accounts *a;
	enum error_code code;

	if (!account_check_name(name))
		return error_set(e, ERROR_NOTFOUND, "not an account name");
	code = accounts_open(places->accounts, places->check_owner, &a, e);
	if (code != ERROR_NONE)
		return code;
	code = allow(a, places, name, out, e);
	accounts_close(&a);
	return code;
}
