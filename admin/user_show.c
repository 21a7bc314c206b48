/* SPDX-License-Identifier: ISC */
/* Collecting all that is known of one address. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "admin/output.h"
#include "admin/stored.h"
#include "admin/user_show.h"

/* The registered account, else the one that its first login would get. */
static void
find_account(const struct user_places *p, struct user_facts *f)
{
	struct view name = view_of(f->address);
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = resolve_registered(p->names, name, &f->account, &e);
	f->registered = code == ERROR_NONE;
	if (code == ERROR_NOTFOUND && f->answer == ACCOUNTS_ALLOWED)
		code = resolve_allowed(p->names, name, &f->account, &e);
	f->has_account = code == ERROR_NONE;
	if (code == ERROR_EXISTS)
		snprintf(f->problem, sizeof(f->problem),
		    "%.400s (postern user add finds another)", e.text);
	else if (code != ERROR_NONE && code != ERROR_NOTFOUND)
		snprintf(f->problem, sizeof(f->problem), "%s", e.text);
}

enum error_code
user_find_facts(const struct user_places *p, const char *address,
    struct user_facts *out, struct error *e)
{
	struct accounts *a;
	enum error_code code =
	    accounts_open(p->names->accounts, p->names->check_owner, &a, e);

	*out = (struct user_facts){.registered = false};
	if (code != ERROR_NONE)
		return code;
	view_copy(view_of(address), out->address, sizeof(out->address));
	out->answer = accounts_find(a, view_of(address), &out->rule);
	accounts_close(&a);
	find_account(p, out);
	if (out->has_account)
		left_find(p->root, &out->account, &out->left);
	return ERROR_NONE;
}

void
user_find_stored(struct user_facts *f)
{
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = stored_find(f->address, &f->stored, &e);
	f->has_stored = code == ERROR_NONE;
	if (code != ERROR_NONE && code != ERROR_NOTFOUND)
		snprintf(
		    f->stored_error, sizeof(f->stored_error), "%s", e.text);
}

int
user_show_command(const struct command_line *line)
{
	static struct user_facts facts;
	char name[LIMIT_ADDRESS + 1];
	struct error e;
	int64_t now = time(NULL);

	error_clear(&e);
	if (!user_is_root())
		return EX_NOPERM;
	if (user_name(line->operands[0], name, &e) != ERROR_NONE) {
		user_complain(line->operands[0], &e);
		return 1;
	}
	if (user_find_facts(&user_places, name, &facts, &e) != ERROR_NONE) {
		fprintf(stderr, "postern: %s\n", e.text);
		return EX_CONFIG;
	}
	user_find_stored(&facts);
	if ((line->options & COMMAND_JSON) != 0)
		return output_single(user_facts_json(&facts, now)) ? EX_OK : 1;
	user_print_facts(&facts, user_places.names->accounts, now);
	return EX_OK;
}
