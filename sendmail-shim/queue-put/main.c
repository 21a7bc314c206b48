/* SPDX-License-Identifier: ISC */
/*
 * queue-put: the door to the spool, setgid to the group that may enter it.
 * Whoever starts it is not trusted: nothing it inherits is used but its real
 * uid and the frames on its standard input.
 */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/names.h"
#include "sendmail-shim/queue-put/put.h"
#include "sys/drop.h"
#include "sys/io.h"

/*
 * Ignores what its starter could send to stop it half-way; an end of file on
 * standard input cancels.  Faults keep their default.
 */
static void
ignore_signals(void)
{
	static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM,
	    SIGTERM, SIGUSR1, SIGUSR2, SIGTSTP, SIGTTIN, SIGTTOU, SIGXCPU,
	    SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO};
	struct sigaction sa = {.sa_handler = SIG_IGN};
	sigset_t none;

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		sigaction(ignored[i], &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Leaves behind what was inherited; false when the kernel refuses. */
static bool
start_clean(void)
{
	uid_t uid = getuid();

	if (!io_open_standard_fds() || clearenv() != 0 || chdir("/") != 0)
		return false;
	ignore_signals();
	umask(0);
	syscall(SYS_close_range, 3U, ~0U, 0U);
	return setresuid(uid, uid, uid) == 0 && drop_harden();
}

int
main(void)
{
	struct put p = {
	    .spool = NAMES_SPOOL_DIR,
	    .in = STDIN_FILENO,
	    .out = STDOUT_FILENO,
	    .uid = getuid(),
	    .max_size = LIMIT_MESSAGE,
	};

	if (!start_clean())
		return EX_OSERR;
	return put_run(&p);
}
