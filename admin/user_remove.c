/* SPDX-License-Identifier: ISC */
/* Forgetting a registered account. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>

#include "admin/user.h"
#include "base/names.h"

static bool
remove_one(const char *operand)
{
	char name[LIMIT_ADDRESS + 1];
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = user_name(operand, name, &e);
	if (code == ERROR_NONE)
		code = registry_remove(NAMES_USERS_DIR, view_of(name), &e);
	if (code == ERROR_NOTFOUND)
		error_set(&e, code, "not registered");
	if (code != ERROR_NONE)
		fprintf(stderr, "postern: %s: %s\n", operand, e.text);
	else
		printf("%s: removed; its number is not given again. Files, SSH "
		       "keys, crontabs and running sessions are still there, "
		       "and while a line of %s allows it, it may log in under "
		       "another number.\n",
		    name, NAMES_ACCOUNTS);
	return code == ERROR_NONE;
}

int
user_remove_command(int n, char **operands)
{
	bool ok = true;

	if (!user_become_writer())
		return EX_NOPERM;
	for (int i = 0; i < n; i++)
		ok = remove_one(operands[i]) && ok;
	return ok ? EX_OK : 1;
}
