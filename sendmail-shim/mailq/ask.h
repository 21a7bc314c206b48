/* SPDX-License-Identifier: ISC */
/* Asking the runner over queue.sock. */
#ifndef MAILQ_ASK_H
#define MAILQ_ASK_H

#include "base/error.h"
#include "queue/control.h"
#include "sys/deadline.h"

/*
 * Whom to tell what comes: each is called with arg, NULL where nobody cares;
 * false ends the conversation early, which is no error.
 */
struct ask_ear {
	void *arg;
	bool (*state)(void *arg, const struct control_state *s);
	bool (*message)(void *arg, const struct control_message *m);
	bool (*recipient)(void *arg, const struct control_recipient *r);
	bool (*data)(void *arg, struct view bytes);
	bool (*result)(void *arg, const struct control_result *r);
	bool (*event)(void *arg, const struct control_event *v);
};

/*
 * Connects to the runner's socket.  The caller's descriptor, or -1 with e set;
 * ERROR_NOTFOUND when nobody listens there.
 */
int ask_dial(const char *path, struct error *e);

/*
 * One request over such a connection, and its whole answer.  ERROR_DENIED with
 * the runner's words; others when the conversation breaks.
 */
enum error_code ask_over(int fd, enum control_frame type,
    const struct control_query *q, const struct ask_ear *ear, struct error *e);

/* Both of them. */
enum error_code ask(const char *path, enum control_frame type,
    const struct control_query *q, const struct ask_ear *ear, struct error *e);

/*
 * Asks, before a message is handed in, to be told what becomes of this user's
 * mail; returns when the runner has heard it, with how things stand then.  As
 * ask_dial().
 */
int ask_watch(
    const char *path, struct control_state *state_out, struct error *e);

/*
 * Tells ear the events of the message with this id, and the states, until
 * nothing of it is left (ERROR_NONE), ear has enough (the same), or the
 * deadline has come: ERROR_LATER.  Events of before, since ask_watch() or the
 * last call, are among them.
 */
enum error_code ask_wait(int fd, const char *id, struct deadline d,
    const struct ask_ear *ear, struct error *e);

#endif
