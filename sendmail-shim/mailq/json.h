/* SPDX-License-Identifier: ISC */
/*
 * The queue as programs read it, one object:
 *
 *	{"running": true, "reason": "...", "next": 1790000300, "messages": [
 *	{"id": "...", "place": "queue", "sender": "...", "uid": 0,
 *	 "user": "root", "time": 1790000000, "size": 1234, "recipients": [
 *	  {"address": "...", "original": "...", "state": "deferred",
 *	   "attempts": 2, "due": 1790000300, "relay": "...",
 *	   "reply": "..."}]}
 *	]}
 *
 * Times are seconds since 1970, 0 for none; reason is empty while mail goes
 * out; place is new, queue, hold or failed; state is the journal's word.
 */
#ifndef MAILQ_JSON_H
#define MAILQ_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "sendmail-shim/mailq/ask.h"

struct json {
	FILE *to;
	bool begun;      /* the object is */
	json_t *message; /* that waits for its recipients, or NULL */
	unsigned messages;
	bool failed; /* memory was short */
};

void json_init(struct json *j, FILE *to);

/* Begins the object, unless it has begun: with an ear's first state, or with
 * its first message where no runner answers. */
void json_begin(struct json *j, bool running, const struct control_state *s);

struct ask_ear json_ear(struct json *j);

/* Ends the object; false when it is not whole. */
bool json_end(struct json *j);

#endif
