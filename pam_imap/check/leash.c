/* SPDX-License-Identifier: ISC */
/* A signal when the socket is closed, and one when time is up. */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pam_imap/check/leash.h"

/* Beyond the deadline that the process itself heeds. */
#define GRACE_S 5

void
leash_bound(uint64_t ms)
{
	alarm((unsigned)(ms / 1000) + GRACE_S);
}

/* The signal comes for input, too, and that waits for its reader. */
static void
end_if_closed(int sig)
{
	struct pollfd p = {.fd = STDIN_FILENO};

	(void)sig;
	if (poll(&p, 1, 0) == 1 && (p.revents & POLLHUP) != 0)
		_exit(EXIT_FAILURE);
}

static void
set_handler(void (*handler)(int))
{
	struct sigaction action = {
	    .sa_handler = handler, .sa_flags = SA_RESTART};

	sigaction(SIGIO, &action, NULL);
}

void
leash_hold(void)
{
	int flags = fcntl(STDIN_FILENO, F_GETFL);
	struct stat st;

	if (flags < 0 || fstat(STDIN_FILENO, &st) != 0 || !S_ISSOCK(st.st_mode))
		return;
	set_handler(end_if_closed);
	if (fcntl(STDIN_FILENO, F_SETOWN, getpid()) == 0 &&
	    fcntl(STDIN_FILENO, F_SETFL, flags | O_ASYNC) == 0)
		end_if_closed(SIGIO);
}

void
leash_release(void)
{
	set_handler(SIG_IGN);
}
