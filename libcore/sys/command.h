/* SPDX-License-Identifier: ISC */
/*
 * A command of the administrator's that is run for what it prints: without a
 * shell, with an empty environment, in a session of its own, for a bounded
 * time.  Nobody waits for it who does not want to.
 */
#ifndef SYS_COMMAND_H
#define SYS_COMMAND_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "sys/deadline.h"

enum command_state {
	COMMAND_NONE,
	COMMAND_RUNNING,
	COMMAND_DONE,  /* it succeeded: said is what it printed */
	COMMAND_FAILED /* it did not; nothing of what it printed is kept */
};

struct command {
	enum command_state state;
	pid_t pid;
	struct deadline until;
	int out; /* the ends of its standard output and standard error, or -1 */
	int err;
	char name[LIMIT_PATH]; /* its first word, for texts */
	struct buf said;       /* wipes itself */
	struct buf complaint;  /* the beginning of its standard error; too */
};

/* What poll() is to wait for besides a signal: so many descriptors. */
#define COMMAND_POLL 2

void command_init(struct command *c);

/* Kills what runs, and wipes what was said; it may be started again then. */
void command_clear(struct command *c);

/*
 * Whether a file may be run for a secret: executable for this process, and not
 * to be changed or, as command_check_way() sees it, replaced by others than
 * root, this process's user and the groups of the system.  ERROR_SETTINGS with
 * the cure in the text.
 */
enum error_code command_check(const char *path, struct error *e);

/*
 * Starts it: argv is NULL-terminated and its first word the path.  ms is how
 * long it may take.  As command_check(); ERROR_SYSTEM.
 */
enum error_code command_start(
    struct command *c, char *const *argv, int64_t ms, struct error *e);

/* Fills in COMMAND_POLL entries (fd -1 where there is nothing to wait for);
 * the end of the process comes as SIGCHLD, or is seen by asking again. */
void command_poll(const struct command *c, struct pollfd *fds);

/*
 * Reads what is there, without waiting; the state that it has then.  For
 * COMMAND_FAILED the text says why: its status and the first line of its
 * standard error, escaped, unless a piece of what it printed is in that.
 */
enum command_state command_step(struct command *c, struct error *e);

/* The same until it has ended. */
enum command_state command_wait(struct command *c, struct error *e);

#endif
