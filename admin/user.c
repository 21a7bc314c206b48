/* SPDX-License-Identifier: ISC */
/* "postern user": the commands over accounts. */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "admin/owner.h"
#include "admin/user.h"

const struct user_places user_places = {
    .names = &resolve_places,
    .places = &registry_places,
    .root = "",
};

static const struct command commands[] = {
    {"add", "[--json] ADDRESS...", "register before the first login", 1, -1,
	COMMAND_JSON, user_add_command},
    {"remove", "[--json] ADDRESS...", "forget; the number stays taken", 1, -1,
	COMMAND_JSON, user_remove_command},
    {"list", "[--json] [--sort] [ADDRESS...]",
	"address, number, home and shell", 0, -1, COMMAND_JSON | COMMAND_SORT,
	user_list_command},
    {"show", "[--json] ADDRESS", "all that is known of it", 1, 1, COMMAND_JSON,
	user_show_command},
    {"lock", "[--json] ADDRESS...", "deny its logins from now on", 1, -1,
	COMMAND_JSON, user_lock_command},
    {"unlock", "[--json] ADDRESS...", "permit them again", 1, -1, COMMAND_JSON,
	user_unlock_command},
    {.name = NULL},
};

int
user_command(const struct command_line *line)
{
	return command_run(commands, "postern user", line);
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

void
user_complain(const char *operand, const struct error *e)
{
	fprintf(stderr, "postern: %s: %s\n", operand, e->text);
}

bool
user_is_root(void)
{
	if (geteuid() == 0)
		return true;
	fputs("postern: this must be run as root\n", stderr);
	return false;
}

bool
user_become_writer(void)
{
	struct error e;

	error_clear(&e);
	if (!user_is_root())
		return false;
	if (owner_become(&e) == ERROR_NONE)
		return true;
	fprintf(stderr, "postern: %s\n", e.text);
	return false;
}
