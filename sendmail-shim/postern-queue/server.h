/* SPDX-License-Identifier: ISC */
/*
 * queue.sock: who may ask what, in one place, and answers that never make the
 * loop wait for whoever asked.
 */
#ifndef POSTERN_QUEUE_SERVER_H
#define POSTERN_QUEUE_SERVER_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "queue/control.h"
#include "sendmail-shim/postern-queue/names.h"

struct request;
struct change;
struct entry;
struct runner;

/* Connections at a time, those that only root gets, and of one uid that is not
 * root. */
#define SERVER_CLIENTS 16
#define SERVER_FOR_ROOT 4
#define SERVER_PER_UID 4

/* Lists that clients go through: of what waits, of what was given up. */
#define SERVER_LISTS 2

struct client {
	int fd; /* -1: free */
	uid_t uid;
	bool privileged;
	bool answering; /* the request was read */
	bool ending;    /* what is in out is the rest */
	bool watching;  /* out is for what happens */
	int64_t until;  /* monotonic second; moves on with progress */
	struct buf in;
	struct buf out;
	const struct request *request; /* what it asked for */
	struct control_query query;
	unsigned places;   /* where it looks */
	bool goes_through; /* a list; else one message, wherever it lies */
	struct names_cursor cursor;
	struct names_one one[CONTROL_PLACES];
	size_t n_one;
	size_t at_one;
	struct change *changes; /* of this turn, not yet made; at most STEPS */
	size_t n_changes;
	size_t chosen; /* messages that were meant */
	int text;      /* the message that is being shown, or -1 */
	uint64_t text_at;
};

struct server {
	int listener; /* the caller's; -1: none */
	struct client clients[SERVER_CLIENTS];
	struct names lists[SERVER_LISTS];
};

void server_init(struct server *s, int listener);
void server_clear(struct server *s);

/* Messages looked at for a client in a turn. */
#define SERVER_STEPS 64

/* Serves a connection that was made by other means; fd is its own now. */
void server_adopt(struct runner *r, int fd);

/* Tells who watches what became of a recipient, and how delivery stands. */
void server_tell_recipient(
    struct runner *r, const struct entry *en, unsigned i);
void server_tell_state(struct runner *r);

/* Fills in what to wait for, at most 1 + SERVER_CLIENTS of them; how many. */
size_t server_poll(const struct server *s, struct pollfd *fds);

/* Accepts, reads, answers, as far as it goes; drops who dawdles. */
void server_serve(struct runner *r);

/* Whether a client waits for more than poll() would notice. */
bool server_is_busy(const struct server *s);

#endif
