/* SPDX-License-Identifier: ISC */
/* "postern user": the commands over the registry of accounts. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/command.h"
#include "admin/user.h"
#include "base/names.h"
#include "sys/drop.h"

static const struct command commands[] = {
    {"add", "ADDRESS...", "register before the first login", 1, -1,
	user_add_command},
    {"remove", "ADDRESS...", "forget; the number stays taken", 1, -1,
	user_remove_command},
    {"list", "[ADDRESS...]", "address, number, home and shell", 0, -1,
	user_list_command},
    {.name = NULL},
};

int
user_command(int n, char **operands)
{
	return command_run(commands, "postern user", n, operands);
}

enum error_code
user_name(const char *operand, char *dst, struct error *e)
{
	if (account_lower(view_of(operand), dst, LIMIT_ADDRESS + 1) &&
	    account_check_name(view_of(dst)))
		return ERROR_NONE;
	return error_set(e, ERROR_INPUT,
	    "not an address that can be an account (a-z, 0-9, '.', '_', '+', "
	    "'-', one '@', a domain with a dot)");
}

bool
user_become_writer(void)
{
	struct error e;

	error_clear(&e);
	if (geteuid() != 0) {
		fputs(
		    "postern: the registry is written as root only\n", stderr);
		return false;
	}
	umask(022);
	if (drop_to_user(NAMES_LOGIN_USER, &e) == ERROR_NONE)
		return true;
	fprintf(stderr, "postern: %s\n", e.text);
	return false;
}
