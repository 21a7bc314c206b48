/* SPDX-License-Identifier: ISC */
/* Registering an account before its first login. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>

#include "admin/user.h"
#include "base/names.h"
#include "users/resolve.h"

/* Somebody may log in between the choice of a number and its taking. */
#define TRIES 8

/* What the accounts file says, in words where it is a refusal. */
static enum error_code
find_rule(const struct accounts *a, const char *name,
    struct accounts_rule *rule, struct error *e)
{
	switch (accounts_find(a, view_of(name), rule)) {
	case ACCOUNTS_ALLOWED:
		return ERROR_NONE;
	case ACCOUNTS_LOCAL:
		return error_set(e, ERROR_REFUSED,
		    "line %u of %s lets this mailbox open the local account "
		    "%s: it is no account of its own",
		    rule->line, NAMES_ACCOUNTS, rule->local);
	case ACCOUNTS_DENIED:
		return error_set(e, ERROR_REFUSED,
		    "denied by line %u of %s (remove that line)", rule->line,
		    NAMES_ACCOUNTS);
	case ACCOUNTS_NO_LINE:
		break;
	}
	return error_set(e, ERROR_NOTFOUND,
	    "no line of %s allows it (add the line: %s)", NAMES_ACCOUNTS, name);
}

/* One attempt: choose a number, take it. */
static enum error_code
register_once(const struct user_places *p, const struct accounts *a,
    const struct accounts_range *range, const struct accounts_rule *rule,
    struct account *out, struct error *e)
{
	enum error_code code = ERROR_NONE;

	if (!rule->has_uid)
		code = registry_pick_uid(p->registry, p->places, range, a,
		    view_of(out->name), &out->uid, e);
	if (code == ERROR_NONE)
		code = registry_add(p->registry, p->places, out, e);
	return code;
}

enum error_code
user_add(const struct user_places *p, const struct accounts *a,
    const char *name, struct account *out, bool *added_out, struct error *e)
{
	struct accounts_defaults d;
	struct accounts_rule rule;
	enum error_code code;

	accounts_get_defaults(a, &d);
	*added_out = false;
	code = find_rule(a, name, &rule, e);
	if (code != ERROR_NONE)
		return code;
	code = registry_find_name(p->registry, view_of(name), &d.range, out, e);
	if (code != ERROR_NOTFOUND)
		return code;
	code = resolve_compute(&d, &rule, view_of(name), out, e);
	for (int i = 0; code == ERROR_NONE && i < TRIES; i++) {
		code = register_once(p, a, &d.range, &rule, out, e);
		*added_out = code == ERROR_NONE;
		if (code != ERROR_EXISTS || rule.has_uid)
			return code;
		code = i + 1 < TRIES ? ERROR_NONE : ERROR_EXISTS;
	}
	return code;
}

static bool
add_one(const struct accounts *a, const char *operand)
{
	static const struct user_places own = {
	    NAMES_USERS_DIR, &registry_places};
	char name[LIMIT_ADDRESS + 1];
	struct account account;
	struct error e;
	bool added;

	error_clear(&e);
	if (user_name(operand, name, &e) != ERROR_NONE ||
	    user_add(&own, a, name, &account, &added, &e) != ERROR_NONE) {
		fprintf(stderr, "postern: %s: %s\n", operand, e.text);
		return false;
	}
	printf("%s: number %u, home %s, shell %s%s\n", account.name,
	    (unsigned)account.uid, account.home, account.shell,
	    added ? "" : " (registered before)");
	return true;
}

int
user_add_command(int n, char **operands)
{
	struct accounts *a;
	struct error e;
	bool ok = true;

	error_clear(&e);
	if (!user_become_writer())
		return EX_NOPERM;
	if (accounts_open(NAMES_ACCOUNTS, true, &a, &e) != ERROR_NONE) {
		fprintf(stderr, "postern: %s\n", e.text);
		return EX_CONFIG;
	}
	for (int i = 0; i < n; i++)
		ok = add_one(a, operands[i]) && ok;
	accounts_close(&a);
	return ok ? EX_OK : 1;
}
