/* SPDX-License-Identifier: ISC */
/*
 * queue-put: the door to the spool, setgid to the group that may enter it.
 * Whoever starts it is not trusted: nothing it inherits is used but its real
 * ids and the frames on its standard input.  The socket unit starts it as the
 * user of that name; then that holds for who connected.
 */
#include "config.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/names.h"
#include "sendmail-shim/queue-put/caller.h"
#include "sendmail-shim/queue-put/put.h"
#include "sendmail-shim/queue-put/slots.h"
#include "sys/drop.h"
#include "sys/io.h"

/* What says that the program is at fault, or that there is news. */
static bool
is_kept(int signal)
{
	static const int kept[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE,
	    SIGSEGV, SIGSYS, SIGCHLD, SIGCONT};

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (kept[i] == signal)
			return true;
	return false;
}

/*
 * Ignores what its starter could send to stop it half-way; an end of file on
 * standard input cancels.
 */
static void
ignore_signals(void)
{
	struct sigaction sa = {.sa_handler = SIG_IGN};
	sigset_t none;

	for (int i = 1; i <= SIGRTMAX; i++) {
		sa.sa_handler = is_kept(i) ? SIG_DFL : SIG_IGN;
		sigaction(i, &sa, NULL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* All three are the real one: a setuid bit would not count. */
static bool
keep_real_uid(void)
{
	uid_t real, effective, saved;

	if (getresuid(&real, &effective, &saved) != 0)
		return false;
	return (effective == real && saved == real) ||
	    setresuid(real, real, real) == 0;
}

/* Leaves behind what was inherited; false when the kernel refuses. */
static bool
start_clean(void)
{

	if (!io_open_standard_fds() || clearenv() != 0 || chdir("/") != 0)
		return false;
	ignore_signals();
	umask(0);
	syscall(SYS_close_range, 3U, ~0U, 0U);
	return keep_real_uid() && drop_harden();
}

/* What differs for one that the socket unit has started. */
static enum error_code
use_socket(struct put *p, int *slot_out, struct error *e)
{
	p->named = true;
	p->greets = true;
	p->socket = NULL;
	p->patience_ms = LIMIT_SUBMIT_MS;
	return slots_take(NAMES_SUBMIT_SLOTS, p->who.uid, slot_out, e);
}

int
main(void)
{
	struct put p = {
	    .spool = NAMES_SPOOL_DIR,
	    .socket = NAMES_SUBMIT_SOCKET,
	    .reach_ms = LIMIT_SUBMIT_REACH_MS,
	    .in = STDIN_FILENO,
	    .out = STDOUT_FILENO,
	};
	struct caller caller;
	struct error e;
	enum error_code code;
	int slot = -1, status;

	if (!start_clean())
		return EX_OSERR;
	code = caller_find(STDIN_FILENO, &caller, &e);
	p.who = caller.who;
	p.user = caller.user;
	if (code == ERROR_NONE && caller.by_socket)
		code = use_socket(&p, &slot, &e);
	status = code == ERROR_NONE ? put_run(&p) : put_refuse(&p, &e);
	io_close(&slot);
	caller_clear(&caller);
	return status;
}
