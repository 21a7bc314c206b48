/* SPDX-License-Identifier: ISC */
/* Passing the frames on to the queue-put behind the socket, for a process that
 * cannot open the spool. */
#ifndef QUEUE_PUT_PASS_H
#define QUEUE_PUT_PASS_H

#include "queue/submit.h"

/*
 * Reaches the one behind the socket at path (reach.h), passes on what comes
 * from in until the message is whole, and waits for the answer.  An end of
 * file before that cancels there too.  ERROR_NOTFOUND when nobody listens;
 * ERROR_LATER, ERROR_PROTOCOL and ERROR_SYSTEM for what went wrong on the way.
 */
enum error_code pass_message(const char *path, int reach_ms, int in,
    struct submit_answer *out, struct error *e);

#endif
