/* SPDX-License-Identifier: ISC */
/* PID 1. */
#include "config.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "sendmail-shim/postern-queue/init.h"

static void
fill(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGCHLD);
}

/* Reaps all that have ended; true with the status when child is among them. */
static bool
reap(pid_t child, int *status_out)
{
	bool found = false;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != child)
			continue;
		*status_out = status;
		found = true;
	}
	return found;
}

static int
look_after(pid_t child, const sigset_t *set)
{
	int status = 0;

	while (!reap(child, &status)) {
		int number = sigwaitinfo(set, NULL);

		if (number > 0 && number != SIGCHLD)
			kill(child, number);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
init_run(void)
{
	sigset_t set, old;
	pid_t child;

	if (getpid() != 1)
		return -1;
	fill(&set);
	if (sigprocmask(SIG_BLOCK, &set, &old) != 0)
		return EX_OSERR;
	child = fork();
	if (child < 0)
		return EX_OSERR;
	if (child > 0)
		return look_after(child, &set);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return -1;
}
