/* SPDX-License-Identifier: ISC */
/*
 * The root starter: a process of its own that keeps CAP_SETUID and CAP_SETGID
 * and nothing else, and that can do one thing: start imap-check as
 * NAMES_CHECK_USER on a socket it is handed.  It parses nothing.
 */
#ifndef PAM_IMAP_DAEMON_STARTER_H
#define PAM_IMAP_DAEMON_STARTER_H

#include "base/error.h"

struct starter {
	int fd;
	const char *program;
};

/*
 * Forks it; it ends when fd is closed.  ERROR_SETTINGS when the user is
 * missing.  A process that is not root gets none: fd is -1, and workers are
 * started directly and stay what it is.
 */
enum error_code starter_open(
    struct starter *s, const char *program, struct error *e);

/*
 * Has a worker started: the descriptor of the conversation, the caller's, or
 * -1 with e set (ERROR_SYSTEM; the text names the program).
 */
int starter_ask(const struct starter *s, struct error *e);

#endif
