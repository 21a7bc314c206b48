/* SPDX-License-Identifier: ISC */
/* From an address or number to its account. */
#include "config.h"

#include "users/files.h"
#include "users/hash.h"
#include "users/registry.h"
#include "users/resolve.h"

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

	if (accounts_look(a, name, &rule) != ACCOUNTS_ALLOWED)
		return error_set(e, ERROR_NOTFOUND,
		    "%s: no line makes an account of it", places->accounts);
	accounts_get_defaults(a, &d);
	code = resolve_compute(&d, &rule, name, out, e);
	if (code != ERROR_NONE)
		return error_prefix(e, "%s", places->accounts);
	return registry_check_free(places->registry, out->uid, e);
}

static enum error_code
open_about(const struct resolve_places *places, struct view name,
    struct accounts **out, struct error *e)
{
	if (places->index == NULL)
		return accounts_open(
		    places->accounts, places->check_owner, out, e);
	return accounts_open_about(
	    places->accounts, places->check_owner, places->index, name, out, e);
}

enum error_code
resolve_allowed(const struct resolve_places *places, struct view name,
    struct account *out, struct error *e)
{
	struct accounts *a;
	enum error_code code;

	if (!account_check_name(name))
		return error_set(e, ERROR_NOTFOUND, "not an account name");
	code = open_about(places, name, &a, e);
	if (code != ERROR_NONE)
		return code;
	code = allow(a, places, name, out, e);
	accounts_close(&a);
	return code;
}

/* The number of a local group that accounts may be in; else 0. */
static gid_t
find_group(const struct resolve_places *places, const char *group)
{
	struct error e;
	gid_t gid = 0;

	if (group[0] == '\0' ||
	    files_find_group(places->etc_dir, view_of(group), &gid, &e) !=
		ERROR_NONE)
		return 0;
	return gid >= LIMIT_FIRST_ORDINARY_ID ? gid : 0;
}

/*
 * The account's own group.  When it is the primary one it is not asked for,
 * and so not proved either.
 */
static enum error_code
find_own_group(const struct accounts *a, const struct resolve_places *places,
    struct view name, bool compute, gid_t primary, gid_t *gid_out,
    struct error *e)
{
	struct accounts_defaults d;
	struct account account;
	enum error_code code;

	*gid_out = primary;
	if (registry_claims(places->registry, name, primary))
		return ERROR_NONE;
	accounts_get_defaults(a, &d);
	code =
	    registry_find_name(places->registry, name, &d.range, &account, e);
	if (code == ERROR_NOTFOUND && compute)
		code = allow(a, places, name, &account, e);
	if (code == ERROR_NONE)
		*gid_out = account.uid;
	return code;
}

static void
add_group(gid_t gid, gid_t primary, gid_t gids[RESOLVE_GROUPS], unsigned *n)
{
	if (gid != 0 && gid != primary)
		gids[(*n)++] = gid;
}

enum error_code
resolve_groups(const struct resolve_places *places, struct view name,
    bool compute, gid_t primary, gid_t gids_out[RESOLVE_GROUPS],
    unsigned *n_out, struct error *e)
{
	struct accounts *a;
	struct accounts_rule rule;
	enum error_code code;
	gid_t own;

	*n_out = 0;
	if (!account_check_name(name))
		return error_set(e, ERROR_NOTFOUND, "not an account name");
	code = open_about(places, name, &a, e);
	if (code != ERROR_NONE)
		return code;
	code = find_own_group(a, places, name, compute, primary, &own, e);
	if (code == ERROR_NONE) {
		add_group(own, primary, gids_out, n_out);
		if (accounts_look(a, name, &rule) == ACCOUNTS_ALLOWED)
			add_group(find_group(places, rule.group), primary,
			    gids_out, n_out);
	}
	accounts_close(&a);
	return code;
}
