/* SPDX-License-Identifier: ISC */
/* Telling somebody at a terminal what becomes of a message. */
#ifndef MAILQ_FOLLOW_H
#define MAILQ_FOLLOW_H

#include <stdio.h>

#include "queue/control.h"

/*
 * Prints what fd, of ask_watch() with this state, tells about the message, in
 * the words of mailq: each recipient that was sent to or that waits, and why
 * nothing goes out.  Returns when nothing is left of it, soon after a recipient
 * was deferred, at once when nothing is tried within these seconds, or after
 * them, with a word that it still waits.
 */
void follow(int fd, const struct control_state *state, const char *id,
    int seconds, FILE *to);

#endif
