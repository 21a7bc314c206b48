/* SPDX-License-Identifier: ISC */
/* The commands of the postern tool. */
#ifndef ADMIN_COMMAND_H
#define ADMIN_COMMAND_H

/* A row of a table of commands, which ends with a name of NULL. */
struct command {
	const char *name;
	const char *operands; /* for the usage */
	const char *summary;  /* one line */
	int min;              /* how many operands it takes */
	int max;              /* -1: any number */
	/* Gets the operands alone; returns the exit status. */
	int (*run)(int n, char **operands);
};

/*
 * Runs the command that args[0] names with the rest as its operands.  Prints
 * the usage and returns EX_USAGE when there is no such command or the number
 * of operands is wrong.
 */
int command_run(
    const struct command *table, const char *prefix, int n, char **args);

/* Prints a line for each command. */
void command_list(const struct command *table, const char *prefix);

int check_command(int n, char **operands);
int login_command(int n, char **operands);
int user_command(int n, char **operands);

#endif
