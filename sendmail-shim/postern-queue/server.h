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

struct runner;

/* Connections at a time, and of one uid that is not root. */
#define SERVER_CLIENTS 16
#define SERVER_PER_UID 4

/* A message that a listing will come to. */
struct server_name {
	uint64_t name[2];
	bool taken;
};

struct client {
	int fd; /* -1: free */
	uid_t uid;
	bool privileged;
	bool answering; /* the request was read */
	bool ending;    /* what is in out is the rest */
	int64_t until;  /* monotonic second; moves on with progress */
	struct buf in;
	struct buf out;
	struct server_name *names; /* of a listing, by age */
	size_t n_names;
	size_t at;
};

struct server {
	int listener; /* the caller's; -1: none */
	struct client clients[SERVER_CLIENTS];
};

void server_init(struct server *s, int listener);
void server_clear(struct server *s);

/* Fills in what to wait for, at most 1 + SERVER_CLIENTS of them; how many. */
size_t server_poll(const struct server *s, struct pollfd *fds);

/* Accepts, reads, answers, as far as it goes; drops who dawdles. */
void server_serve(struct runner *r);

/* Whether a client waits for more than poll() would notice. */
bool server_is_busy(const struct server *s);

#endif
