/* SPDX-License-Identifier: ISC */
/* postern-queue: forwards what lies in the spool through the relay. */
#include "config.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/names.h"
#include "sendmail-shim/postern-queue/idle.h"
#include "sendmail-shim/postern-queue/init.h"
#include "sendmail-shim/postern-queue/once.h"
#include "sendmail-shim/postern-queue/runner.h"
#include "sys/drop.h"
#include "sys/io.h"
#include "sys/listener.h"
#include "sys/log.h"

/* An orphaned relay-send ends as soon as it looks at its socket. */
#define LOCK_WAIT_MS 10000

struct options {
	bool foreground;
	bool once;       /* one request on standard input */
	bool while_busy; /* ends when there is no work */
	bool debug;
};

static void
usage(void)
{
	fprintf(stderr,
	    "usage: postern-queue [--foreground] [--debug] [--while-busy]\n");
}

static bool
parse_options(int argc, char **argv, struct options *out)
{
	*out = (struct options){0};
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--foreground") == 0)
			out->foreground = true;
		else if (strcmp(argv[i], "--debug") == 0)
			out->debug = true;
		else if (strcmp(argv[i], "--once") == 0)
			out->once = true;
		else if (strcmp(argv[i], "--while-busy") == 0)
			out->while_busy = true;
		else
			return false;
	}
	return true;
}

static int64_t
read_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return ts.tv_sec;
}

static int64_t
wall_clock(void)
{
	return read_clock(CLOCK_REALTIME);
}

static int64_t
monotonic_clock(void)
{
	return read_clock(CLOCK_MONOTONIC) + 1; /* 0 means never */
}

/* Gives up everything but this user, before the spool is touched. */
static enum error_code
become_unprivileged(struct error *e)
{
	enum error_code code = drop_to_user(NAMES_QUEUE_USER, e);

	if (code == ERROR_NONE && !drop_harden())
		code = error_set_errno(e, ERROR_SYSTEM, "hardening");
	return code;
}

/* The user that queue-put runs as where it has no setgid; none is fine. */
static uid_t
find_drop_uid(void)
{
	const struct passwd *pw = getpwnam(NAMES_DROP_USER);

	return pw != NULL ? pw->pw_uid : (uid_t)-1;
}

/* Without the socket mail still goes out: only mailq knows less. */
static bool
open_listener(int *fd_out, int *lock_out, struct error *e)
{
	if (listener_open(NAMES_RUN_DIR, NAMES_QUEUE_SOCKET, fd_out, lock_out,
		e) == ERROR_NONE)
		return true;
	if (e->code == ERROR_EXISTS)
		return false;
	log_event(LOG_LEVEL_WARN,
	    "start: %s (mailq works for root only, and nobody can flush)",
	    e->text);
	return true;
}

static void
run(struct runner *r, struct idle *idle)
{
	log_event(LOG_LEVEL_INFO, "start: %s: %zu message%s waiting",
	    r->config.spool, r->list.n, r->list.n == 1 ? "" : "s");
	while (!runner_stopped(r) && (idle == NULL || !idle_over(idle, r)))
		runner_turn(r, idle == NULL ? -1 : IDLE_TURN_MS);
	runner_abandon(r);
	log_event(LOG_LEVEL_INFO, "stop: %zu message%s waiting", r->list.n,
	    r->list.n == 1 ? "" : "s");
}

/* The exit status when it could not start, which systemd tries again. */
static int
refuse(const struct options *o, const struct error *e)
{
	bool beaten = e->code == ERROR_EXISTS;

	if (o->once)
		once_refuse(STDIN_FILENO, e);
	else
		log_event(
		    beaten && o->while_busy ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR,
		    "start: %s", e->text);
	return beaten ? EX_TEMPFAIL : EX_OSERR;
}

/* Everything behind the command line; the exit status. */
static int
serve(const struct options *o, struct runner_config *config)
{
	static struct runner runner;
	struct idle idle = {.listener = &config->listener};
	int lock = -1;
	struct error e;

	idle.lock = &lock;
	if ((!o->once && !open_listener(&config->listener, &lock, &e)) ||
	    become_unprivileged(&e) != ERROR_NONE)
		return refuse(o, &e);
	config->drop_uid = find_drop_uid();
	if (runner_open(&runner, config, &e) != ERROR_NONE)
		return refuse(o, &e);
	if (o->once)
		once_serve(&runner, STDIN_FILENO);
	else
		run(&runner, o->while_busy ? &idle : NULL);
	runner_close(&runner);
	return runner.lost ? EX_OSERR : EX_OK;
}

int
main(int argc, char **argv)
{
	struct runner_config config = {
	    .spool = NAMES_SPOOL_DIR,
	    .settings = NAMES_SETTINGS,
	    .aliases = NAMES_ALIASES,
	    .accounts = NAMES_ACCOUNTS,
	    .send_program = NAMES_SEND_PROGRAM,
	    .check_owner = true,
	    .listener = -1,
	    .log_fd = -1,
	    .lock_wait_ms = LOCK_WAIT_MS,
	    .wall = wall_clock,
	    .mono = monotonic_clock,
	};
	struct options options;
	int status;

	if (!io_open_standard_fds() || chdir("/") != 0)
		return EX_OSERR;
	umask(077);
	config.credentials = getenv("CREDENTIALS_DIRECTORY");
	if (!parse_options(argc, argv, &options)) {
		usage();
		return EX_USAGE;
	}
	status = init_run();
	if (status >= 0)
		return status;
	log_open("postern-queue",
	    options.foreground ? LOG_TARGET_STDERR : LOG_TARGET_SYSLOG,
	    options.debug);
	if (options.foreground)
		config.log_fd = STDERR_FILENO;
	if (options.once)
		config.lock_wait_ms = 0;
	return serve(&options, &config);
}
