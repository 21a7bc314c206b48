/* SPDX-License-Identifier: ISC */
/* The administrator's tool. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "admin/command.h"
#include "base/names.h"
#include "sys/io.h"

static const struct command commands[] = {
    {"check", "", "say what is right and what is not", 0, 0, 0, check_command},
    {"login", "ADDRESS", "try a login and explain each step", 1, 1, 0,
	login_command},
    {"queue", "COMMAND [ID...]", "mail that waits: list, hold, delete", 0, -1,
	COMMAND_JSON | COMMAND_FAILED | COMMAND_TEXT | COMMAND_ALL |
	    COMMAND_HELP,
	queue_command},
    {"setup", "[ADDRESS [PROVIDER]]", "write first settings for a mailbox", 0,
	2, 0, setup_command},
    {"user", "COMMAND [ADDRESS...]", "accounts: who is registered, locked", 0,
	-1, COMMAND_JSON | COMMAND_SORT | COMMAND_HELP, user_command},
    {.name = NULL},
};

static int
help(void)
{
	puts("usage: postern COMMAND\n");
	command_list(commands, "postern");
	printf("\nSettings: %s\nWho may log in: %s\nManual: postern(8)\n",
	    NAMES_SETTINGS, NAMES_ACCOUNTS);
	return EX_OK;
}

int
main(int argc, char **argv)
{
	struct command_line line;

	if (!io_open_standard_fds())
		return EX_OSERR;
	if (argc == 2 &&
	    (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return help();
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts("postern " PACKAGE_VERSION);
		return EX_OK;
	}
	if (!command_parse(argc - 1, argv + 1, &line))
		return EX_USAGE;
	return command_run(commands, "postern", &line);
}
