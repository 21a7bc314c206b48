/* SPDX-License-Identifier: ISC */
/* From root to a user of our own. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/names.h"
#include "base/limits.h"
#include "pam_imap/daemon/confine.h"
#include "pam_imap/daemon/setup.h"
#include "sys/drop.h"
#include "sys/io.h"
#include "sys/listener.h"
#include "sys/log.h"

#define DESCRIPTORS (2 * LIMIT_LOGIN_CLIENTS + 64)

/*
 * A set-user-ID program (su, sudo) starts us with its user's own number beside
 * root's: that user must not be able to signal us, nor choose umask and
 * directory.
 */
static enum error_code
settle(struct error *e)
{
	if (!io_open_standard_fds())
		return error_set_errno(e, ERROR_SYSTEM, "/dev/null");
	umask(022);
	if (chdir("/") != 0)
		return error_set_errno(e, ERROR_SYSTEM, "/");
	if (geteuid() == 0 &&
	    (setresgid(0, 0, 0) != 0 || setresuid(0, 0, 0) != 0))
		return error_set_errno(e, ERROR_SYSTEM, "becoming root whole");
	return ERROR_NONE;
}

/* Children are reaped by the kernel; a closed socket is no reason to die. */
static enum error_code
open_signals(int *fd_out, struct error *e)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigaction(SIGCHLD, &ignore, NULL) == 0 &&
	    sigaction(SIGPIPE, &ignore, NULL) == 0 &&
	    sigaction(SIGHUP, &ignore, NULL) == 0 &&
	    sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		*fd_out = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return *fd_out >= 0 ? ERROR_NONE
			    : error_set_errno(e, ERROR_SYSTEM, "signals");
}

/*
 * A process that was not started as root has no starter: what it starts itself
 * would have its sandbox, too.
 */
static enum error_code
confine(const struct setup *s, bool once, struct error *e)
{
	enum error_code code;

	if (s->starter.fd < 0)
		return ERROR_NONE;
	code = confine_login(e);
	if (code != ERROR_NOTFOUND)
		return code;
	if (!once)
		log_event(LOG_LEVEL_INFO,
		    "start: %s: this process is not confined to its files",
		    e->text);
	return ERROR_NONE;
}

/* A socket for each client, one for its worker, and a few. */
static void
raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    limit.rlim_cur >= DESCRIPTORS)
		return;
	limit.rlim_cur = DESCRIPTORS;
	if (limit.rlim_max < DESCRIPTORS && geteuid() == 0)
		limit.rlim_max = DESCRIPTORS;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* Everything that needs root, then nothing needs it any more. */
enum error_code
setup_begin(struct setup *s, bool once, struct error *e)
{
	enum error_code code = settle(e);

	*s = (struct setup){
	    .uid = geteuid(), .listener = -1, .lock = -1, .signals = -1};
	if (code == ERROR_NONE && !once)
		code = listener_open(NAMES_RUN_DIR, NAMES_LOGIN_SOCKET,
		    &s->listener, &s->lock, e);
	if (!once)
		raise_descriptors();
	if (code == ERROR_NONE)
		code = starter_open(&s->starter, NAMES_CHECK_PROGRAM, e);
	if (code == ERROR_NONE && s->uid == 0)
		code = drop_to_user(NAMES_LOGIN_USER, e);
	if (code == ERROR_NONE && !drop_harden())
		code = error_set_errno(e, ERROR_SYSTEM, "hardening");
	if (code == ERROR_NONE)
		code = confine(s, once, e);
	if (code == ERROR_NONE)
		code = open_signals(&s->signals, e);
	if (code == ERROR_NONE && !once)
		code = guard_new(&s->guard, e);
	return code;
}

int
setup_take_input(void)
{
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		close(null);
	}
	return fd;
}
