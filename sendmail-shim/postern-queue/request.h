/* SPDX-License-Identifier: ISC */
/* What queue.sock is asked, and who may ask it. */
#ifndef POSTERN_QUEUE_REQUEST_H
#define POSTERN_QUEUE_REQUEST_H

#include "queue/listing.h"
#include "sendmail-shim/postern-queue/runner.h"
#include "sendmail-shim/postern-queue/server.h"

/* One request: who may ask it, where it looks, what it does. */
struct request {
	enum control_frame type;
	bool privileged; /* root and postern-queue only */
	bool changes;    /* no message by accident */
	bool single;     /* one message, by its id */
	unsigned places;
	unsigned failed_places; /* when the query has failed, or a whole id */
	/* Ends the answer, or leaves it to be gathered; may be NULL. */
	void (*begin)(struct runner *r, struct client *c);
	/* For each message that is meant and may be seen. */
	void (*one)(
	    struct runner *r, struct client *c, const struct listing *l);
	/* After as many as one turn looks at; may be NULL. */
	void (*commit)(struct runner *r, struct client *c);
};

/* The request of a frame's type, or NULL. */
const struct request *request_find(uint8_t type);

/* Why this client does not get this (c->request); NULL: it does. */
const char *request_objection(const struct client *c);

#endif
