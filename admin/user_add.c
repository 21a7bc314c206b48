/* SPDX-License-Identifier: ISC */
/* Registering an account before its first login. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "admin/output.h"
#include "admin/user.h"
#include "users/index.h"

/* Somebody may log in between the choice of a number and its taking. */
#define TRIES 8

/* What the accounts file says, in words where it is a refusal. */
static enum error_code
find_rule(const struct user_places *p, const struct accounts *a,
    const char *name, struct accounts_rule *rule, struct error *e)
{
	const char *file = p->names->accounts;

	switch (accounts_find(a, view_of(name), rule)) {
	case ACCOUNTS_ALLOWED:
		return ERROR_NONE;
	case ACCOUNTS_LOCAL:
		return error_set(e, ERROR_REFUSED,
		    "line %u of %s lets this mailbox open the local account "
		    "%s: it is no account of its own",
		    rule->line, file, rule->local);
	case ACCOUNTS_DENIED:
		return error_set(e, ERROR_REFUSED,
		    "denied by line %u of %s (postern user unlock %s, or "
		    "remove that line)",
		    rule->line, file, name);
	case ACCOUNTS_NO_LINE:
		break;
	}
	return error_set(e, ERROR_NOTFOUND,
	    "no line of %s allows it (add the line: %s)", file, name);
}

/* One attempt: is it there, choose a number, take it. */
static enum error_code
register_once(const struct user_places *p, const struct accounts *a,
    const struct accounts_range *range, const struct accounts_rule *rule,
    struct account *out, bool *added_out, struct error *e)
{
	struct account present;
	enum error_code code = registry_find_name(
	    p->names->registry, view_of(out->name), range, &present, e);

	if (code == ERROR_NONE)
		*out = present;
	if (code != ERROR_NOTFOUND)
		return code;
	code = ERROR_NONE;
	if (!rule->has_uid)
		code = registry_pick_uid(p->names->registry, p->places, range,
		    a, view_of(out->name), &out->uid, e);
	if (code == ERROR_NONE)
		code = registry_add(p->names->registry, p->places, out, e);
	*added_out = code == ERROR_NONE;
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
	code = find_rule(p, a, name, &rule, e);
	if (code == ERROR_NONE)
		code = resolve_compute(&d, &rule, view_of(name), out, e);
	if (code != ERROR_NONE)
		return code;
	for (int i = 0; i < TRIES; i++) {
		code = register_once(p, a, &d.range, &rule, out, added_out, e);
		if (code != ERROR_EXISTS)
			break;
	}
	return code;
}

static bool
add_one(const struct accounts *a, const char *operand, struct output *o)
{
	char name[LIMIT_ADDRESS + 1];
	struct account account;
	struct error e;
	json_t *object;
	bool added;

	error_clear(&e);
	if (user_name(operand, name, &e) != ERROR_NONE ||
	    user_add(&user_places, a, name, &account, &added, &e) !=
		ERROR_NONE) {
		user_complain(operand, &e);
		return false;
	}
	if (o->json) {
		object = output_account(&account);
		json_object_set_new(object, "added", json_boolean(added));
		output_object(o, object);
	} else {
		printf("%s: number %u, home %s, shell %s%s\n", account.name,
		    (unsigned)account.uid, account.home, account.shell,
		    added ? "" : " (registered before)");
	}
	return true;
}

int
user_add_command(const struct command_line *line)
{
	struct accounts *a;
	struct output o;
	struct error e;
	bool ok = true;

	error_clear(&e);
	if (!user_become_writer())
		return EX_NOPERM;
	if (accounts_open(user_places.names->accounts, true, &a, &e) !=
	    ERROR_NONE) {
		fprintf(stderr, "postern: %s\n", e.text);
		return EX_CONFIG;
	}
	index_refresh(a, user_places.names->index, time(NULL), NULL);
	output_begin(&o, (line->options & COMMAND_JSON) != 0);
	for (int i = 0; i < line->n; i++)
		ok = add_one(a, line->operands[i], &o) && ok;
	accounts_close(&a);
	return output_end(&o) && ok ? EX_OK : 1;
}
