/* SPDX-License-Identifier: ISC */
/* Finding a command in its table. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "admin/command.h"

static int
usage(const struct command *table, const char *prefix, const char *why,
    const char *what)
{
	fprintf(stderr, "postern: %s%s\n", why, what);
	for (const struct command *c = table; c->name != NULL; c++)
		fprintf(stderr, "usage: %s %s%s%s\n", prefix, c->name,
		    *c->operands != '\0' ? " " : "", c->operands);
	return EX_USAGE;
}

int
command_run(const struct command *table, const char *prefix, int n, char **args)
{
	if (n < 1)
		return usage(table, prefix, "which command?", "");
	for (const struct command *c = table; c->name != NULL; c++) {
		struct command one[2] = {*c, {.name = NULL}};

		if (strcmp(c->name, args[0]) != 0)
			continue;
		if (n - 1 < c->min || (c->max >= 0 && n - 1 > c->max))
			return usage(
			    one, prefix, "wrong operands for ", c->name);
		return c->run(n - 1, args + 1);
	}
	return usage(table, prefix, "no such command: ", args[0]);
}

void
command_list(const struct command *table, const char *prefix)
{
	char head[64];

	for (const struct command *c = table; c->name != NULL; c++) {
		snprintf(head, sizeof(head), "%s %s %s", prefix, c->name,
		    c->operands);
		printf("  %-42s %s\n", head, c->summary);
	}
}
