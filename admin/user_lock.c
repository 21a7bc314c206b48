/* SPDX-License-Identifier: ISC */
/* Denying the logins of an address, and permitting them again. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "admin/output.h"
#include "admin/stored.h"
#include "admin/user_show.h"
#include "users/edit.h"

/* What one address's lock or unlock did. */
struct change {
	const struct user_places *places;
	bool lock;
	bool changed;                /* a line was added or taken out */
	bool dropped;                /* a stored password */
	char local[LIMIT_LABEL + 1]; /* the local account that it opened */
	struct user_facts facts;
};

/* The local account that the mailbox opens while it is not locked. */
static enum error_code
find_local(struct change *c, const char *name, struct error *e)
{
	enum error_code code = user_find_facts(c->places, name, &c->facts, e);

	view_copy(view_of(c->facts.rule.local), c->local, sizeof(c->local));
	return code;
}

/* Changes the line; that it was so before is no error. */
static enum error_code
change_line(struct change *c, const char *name, struct error *e)
{
	const struct resolve_places *names = c->places->names;
	enum error_code code = edit_file(names->accounts, names->check_owner,
	    c->lock ? edit_deny : edit_permit, view_of(name), e);

	c->changed = code == ERROR_NONE;
	if (code == (c->lock ? ERROR_EXISTS : ERROR_NOTFOUND) &&
	    e->text[0] != '/')
		return ERROR_NONE;
	return code;
}

/*
 * Drops the stored password: also with the unlocking, since a login that was
 * under way may have stored one after the lock.
 */
static enum error_code
drop_stored(struct change *c, const char *name, struct error *e)
{
	enum error_code code = stored_drop(name, e);

	c->dropped = code == ERROR_NONE;
	if (code == ERROR_NONE || code == ERROR_NOTFOUND)
		return ERROR_NONE;
	return error_prefix(e, "its stored password is still there");
}

static void
print_locked(const struct change *c)
{
	const struct user_facts *f = &c->facts;

	printf("%s: %s by %s:%u%s\n", f->address,
	    c->changed ? "locked" : "locked before", c->places->names->accounts,
	    f->rule.line, c->dropped ? "; its stored password is dropped" : "");
	if (c->local[0] != '\0')
		printf(
		    "  The local account %s keeps its own password, keys and "
		    "sessions (usermod -L %s)\n",
		    c->local, c->local);
	if (!f->has_account || left_is_empty(&f->left))
		return;
	puts("  What it has on this host goes on until you end it:");
	left_print(&f->left, &f->account);
}

static void
print_unlocked(const struct change *c)
{
	const struct user_facts *f = &c->facts;
	const char *file = c->places->names->accounts;

	printf("%s: %s", f->address, c->changed ? "unlocked" : "not locked");
	if (f->answer == ACCOUNTS_DENIED)
		printf(
		    ", but %s:%u denies its whole domain", file, f->rule.line);
	else if (f->answer == ACCOUNTS_NO_LINE)
		printf(", but no line of %s allows it", file);
	puts("");
}

static void
print_change(const struct change *c, struct output *o)
{
	const struct user_facts *f = &c->facts;

	if (o->json)
		output_object(o,
		    json_pack("{s:s, s:b, s:b, s:b, s:o}", "address",
			f->address, "locked", f->answer == ACCOUNTS_DENIED,
			"changed", c->changed, "stored_password_dropped",
			c->dropped, "left",
			f->has_account ? left_json(&f->left) : json_null()));
	else if (c->lock)
		print_locked(c);
	else
		print_unlocked(c);
}

static bool
change_one(struct change *c, const char *operand, struct output *o)
{
	char name[LIMIT_ADDRESS + 1];
	struct error e;

	error_clear(&e);
	if (user_name(operand, name, &e) != ERROR_NONE ||
	    find_local(c, name, &e) != ERROR_NONE ||
	    change_line(c, name, &e) != ERROR_NONE ||
	    drop_stored(c, name, &e) != ERROR_NONE ||
	    user_find_facts(c->places, name, &c->facts, &e) != ERROR_NONE) {
		user_complain(operand, &e);
		return false;
	}
	print_change(c, o);
	return true;
}

static int
run(const struct command_line *line, bool lock)
{
	static struct change c;
	struct output o;
	bool ok = true;

	c.places = &user_places;
	c.lock = lock;
	if (!user_is_root())
		return EX_NOPERM;
	output_begin(&o, (line->options & COMMAND_JSON) != 0);
	for (int i = 0; i < line->n; i++)
		ok = change_one(&c, line->operands[i], &o) && ok;
	return output_end(&o) && ok ? EX_OK : 1;
}

int
user_lock_command(const struct command_line *line)
{
	return run(line, true);
}

int
user_unlock_command(const struct command_line *line)
{
	return run(line, false);
}
