/* SPDX-License-Identifier: ISC */
/* Finding a command in its table. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "admin/command.h"

static const struct {
	const char *word;
	unsigned option;
} options[] = {
    {"--json", COMMAND_JSON},
    {"--sort", COMMAND_SORT},
    {"--failed", COMMAND_FAILED},
    {"--text", COMMAND_TEXT},
    {"--all", COMMAND_ALL},
    {"--help", COMMAND_HELP},
    {"-h", COMMAND_HELP},
};
#define N_OPTIONS (sizeof(options) / sizeof(options[0]))

/* The column of what a command is for; below a longer one it is a line of its
 * own. */
#define SUMMARY_AT 45

static unsigned
find_option(const char *word)
{
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (strcmp(word, options[i].word) == 0)
			return options[i].option;
	return 0;
}

bool
command_parse(int n, char **words, struct command_line *out)
{
	bool over = false;

	*out = (struct command_line){.operands = words};
	for (int i = 0; i < n; i++) {
		unsigned option = find_option(words[i]);

		if (over || words[i][0] != '-') {
			words[out->n++] = words[i];
		} else if (strcmp(words[i], "--") == 0) {
			over = true;
		} else if (option != 0) {
			out->options |= option;
		} else {
			fprintf(
			    stderr, "postern: no such option: %s\n", words[i]);
			return false;
		}
	}
	return true;
}

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

static int
help(const struct command *table, const char *prefix)
{
	command_list(table, prefix);
	puts("Manual: postern(8)");
	return EX_OK;
}

int
command_run(const struct command *table, const char *prefix,
    const struct command_line *line)
{
	struct command_line behind = {
	    line->n - 1, line->operands + 1, line->options};

	if (line->n < 1 && (line->options & COMMAND_HELP) != 0)
		return help(table, prefix);
	if (line->n < 1)
		return usage(table, prefix, "which command?", "");
	for (const struct command *c = table; c->name != NULL; c++) {
		struct command one[2] = {*c, {.name = NULL}};

		if (strcmp(c->name, line->operands[0]) != 0)
			continue;
		if ((line->options & ~c->options & COMMAND_HELP) != 0)
			return help(one, prefix);
		if (behind.n < c->min || (c->max >= 0 && behind.n > c->max))
			return usage(
			    one, prefix, "wrong operands for ", c->name);
		if ((line->options & ~c->options) != 0)
			return usage(
			    one, prefix, "wrong options for ", c->name);
		return c->run(&behind);
	}
	return usage(table, prefix, "no such command: ", line->operands[0]);
}

void
command_list(const struct command *table, const char *prefix)
{
	int n;

	for (const struct command *c = table; c->name != NULL; c++) {
		n = printf("  %s %s %s", prefix, c->name, c->operands);
		if (n >= SUMMARY_AT) {
			putchar('\n');
			n = 0;
		}
		printf("%*s%s\n", SUMMARY_AT - n, "", c->summary);
	}
}
