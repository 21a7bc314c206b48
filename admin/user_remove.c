/* SPDX-License-Identifier: ISC */
/* Forgetting a registered account. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>

#include "admin/output.h"
#include "admin/user.h"

static void
say_removed(const char *name, struct output *o)
{
	if (o->json)
		output_object(
		    o, json_pack("{s:s, s:b}", "address", name, "removed", 1));
	else
		printf("%s: removed; its number is not given again. Files, "
		       "SSH keys, crontabs and running sessions are still "
		       "there, and while a line of %s allows it, it may log "
		       "in under another number.\n",
		    name, user_places.names->accounts);
}

static bool
remove_one(const char *operand, struct output *o)
{
	char name[LIMIT_ADDRESS + 1];
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = user_name(operand, name, &e);
	if (code == ERROR_NONE)
		code = registry_remove(
		    user_places.names->registry, view_of(name), &e);
	if (code == ERROR_NOTFOUND)
		error_set(&e, code, "not registered");
	if (code != ERROR_NONE)
		user_complain(operand, &e);
	else
		say_removed(name, o);
	return code == ERROR_NONE;
}

int
user_remove_command(const struct command_line *line)
{
	struct output o;
	bool ok = true;

	if (!user_become_writer())
		return EX_NOPERM;
	output_begin(&o, (line->options & COMMAND_JSON) != 0);
	for (int i = 0; i < line->n; i++)
		ok = remove_one(line->operands[i], &o) && ok;
	return output_end(&o) && ok ? EX_OK : 1;
}
