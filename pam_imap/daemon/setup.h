/* SPDX-License-Identifier: ISC */
/* postern-login's start: what needs root, in order, until nothing does. */
#ifndef PAM_IMAP_DAEMON_SETUP_H
#define PAM_IMAP_DAEMON_SETUP_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "pam_imap/daemon/guard.h"
#include "pam_imap/daemon/starter.h"

struct setup {
	uid_t uid; /* who started us */
	struct starter starter;
	struct guard *guard; /* none with --once, which remembers nothing */
	int listener;        /* -1 with --once */
	int lock;            /* of its name */
	int signals;         /* SIGTERM and SIGINT as a descriptor */
};

/*
 * A listener unless once, the starter, then the user NAMES_LOGIN_USER.
 * ERROR_EXISTS when another daemon serves the socket; ERROR_SETTINGS and
 * ERROR_SYSTEM name what is missing.
 */
enum error_code setup_begin(struct setup *s, bool once, struct error *e);

/*
 * The conversation on standard input, moved away from it; -1 when there is
 * none.
 */
int setup_take_input(void);

#endif
