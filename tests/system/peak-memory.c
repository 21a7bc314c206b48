/* SPDX-License-Identifier: ISC */
/*
 * Runs a program and prints its exit status and the most memory that it, or a
 * program that it waited for, ever had resident, in KiB (wait4(2)).
 *
 *	peak-memory FILE PROGRAM [ARGUMENT...] <input
 *
 * The line goes to FILE.  It is itself small: what a child shares with it
 * before it becomes the program counts too.
 */
#include "config.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* The status, or -1 for one that did not exit. */
static int
run(char **argv, long *peak_out)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
		perror("peak-memory");
		return -1;
	}
	*peak_out = usage.ru_maxrss;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
main(int argc, char **argv)
{
	long peak = 0;
	int status;
	FILE *f;

	if (argc < 3) {
		fputs(
		    "usage: peak-memory FILE PROGRAM [ARGUMENT...]\n", stderr);
		return 64;
	}
	status = run(argv + 2, &peak);
	f = fopen(argv[1], "we");
	if (f == NULL || fprintf(f, "%d %ld\n", status, peak) < 0 ||
	    fclose(f) != 0) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
