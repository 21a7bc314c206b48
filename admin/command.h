/* SPDX-License-Identifier: ISC */
/* The commands of the postern tool. */
#ifndef ADMIN_COMMAND_H
#define ADMIN_COMMAND_H

#include <stdbool.h>

/* The options of commands, as bits. */
enum {
	COMMAND_JSON = 1,   /* --json: results for programs */
	COMMAND_SORT = 2,   /* --sort: by name */
	COMMAND_FAILED = 4, /* --failed: what was given up */
	COMMAND_TEXT = 8,   /* --text: all of a message */
	COMMAND_ALL = 16,   /* --all: every message */
	COMMAND_HELP = 32   /* --help: what there is */
};

/* What stands behind the name of a command. */
struct command_line {
	int n;
	char **operands;
	unsigned options;
};

/* A row of a table of commands, which ends with a name of NULL. */
struct command {
	const char *name;
	const char *operands; /* for the usage */
	const char *summary;  /* one line */
	int min;              /* how many operands it takes */
	int max;              /* -1: any number */
	unsigned options; /* those it takes; COMMAND_HELP: it has commands */
	/* Gets the operands alone; returns the exit status. */
	int (*run)(const struct command_line *line);
};

/*
 * Takes the options out of n words, wherever they stand before a "--", and
 * leaves the operands in their order.  False, with a line on standard error,
 * when a word with '-' is none of ours.
 */
bool command_parse(int n, char **words, struct command_line *out);

/*
 * Runs the command that the first operand names with the rest as its
 * operands.  Prints the usage and returns EX_USAGE when there is no such
 * command, the number of operands is wrong or it does not take an option.
 * With --help it runs none, and prints what it is or which there are.
 */
int command_run(const struct command *table, const char *prefix,
    const struct command_line *line);

/* Prints a line for each command. */
void command_list(const struct command *table, const char *prefix);

int check_command(const struct command_line *line);
int login_command(const struct command_line *line);
int setup_command(const struct command_line *line);
int queue_command(const struct command_line *line);
int user_command(const struct command_line *line);

#endif
