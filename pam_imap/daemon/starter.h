/* SPDX-License-Identifier: ISC */
/*
 * The root starter: a process of its own that keeps CAP_SETUID and CAP_SETGID
 * and nothing else, and that can do one thing: start imap-check as
 * NAMES_CHECK_USER on a socket it is handed.  It parses nothing.
 */
#ifndef PAM_IMAP_DAEMON_STARTER_H
#define PAM_IMAP_DAEMON_STARTER_H

#include <stdint.h>

#include "base/error.h"

struct starter {
	int fd;
	const char *program;
	uint64_t asked; /* workers that it was asked for, and answers */
	uint64_t answered;
};

/*
 * Forks it; it ends when fd is closed.  ERROR_SETTINGS when the user is
 * missing.  A process that is not root gets none: fd is -1, and workers are
 * started directly and stay what it is.
 */
enum error_code starter_open(
    struct starter *s, const char *program, struct error *e);

/*
 * Has a worker started, without waiting for it: the descriptor of the
 * conversation, the caller's, or -1 with e set (ERROR_SYSTEM; ERROR_LATER when
 * too many are asked for).  The conversation ends when it cannot be started.
 */
int starter_ask(struct starter *s, struct error *e);

/*
 * The next answer about a worker, waiting at most ms: ERROR_NONE, ERROR_SYSTEM
 * with why one could not be started (the text names the program), ERROR_LATER
 * when none is there, ERROR_NOTFOUND when the starter has ended.
 */
enum error_code starter_hear(struct starter *s, int64_t ms, struct error *e);

#endif
