/* SPDX-License-Identifier: ISC */
/*
 * The one relay-send that runs at a time: its process, and the frames to and
 * from it without ever waiting for it.
 */
#ifndef POSTERN_QUEUE_WORKER_H
#define POSTERN_QUEUE_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "sys/frame.h"

enum worker_stage {
	WORKER_NONE,
	WORKER_RUNNING,
	WORKER_ENDING /* told to stop; not reaped yet */
};

struct worker {
	enum worker_stage stage;
	pid_t pid;
	int sock;
	size_t route; /* whose relay it was given */
	bool detour;  /* only for messages that are bound to its relay */
	bool given;   /* a message */
	bool proven;  /* it connected, and something was answered */
	bool took;    /* an answer was more than "later" */
	int64_t kill_at;
	struct buf in;
	struct buf out; /* one frame, or what is left of it */
	int out_fd;     /* goes with the frame's first byte */
	size_t taken;   /* bytes of in that were a frame handed out */
};

void worker_init(struct worker *w);

/* Stops it, waits for it, and gives everything back. */
void worker_clear(struct worker *w);

/*
 * Starts the program with a socket as its standard input and output and the
 * lock as fd 3; stderr as given (-1: none).
 */
enum error_code worker_start(
    struct worker *w, const char *program, int lock, int log, struct error *e);

/* Whether the next frame can be put into w->out. */
bool worker_idle(const struct worker *w);

/*
 * Sends what is in w->out as far as it goes now; fd, or -1, goes with it and is
 * closed here when it is sent.  False when the other end is gone.
 */
bool worker_send(struct worker *w, int fd);
bool worker_flush(struct worker *w);

/* Reads what is there: 1, 0 for nothing now, -1 at the end of file. */
int worker_recv(struct worker *w);

/* The next whole frame, valid until worker_recv(): 1, 0 for none, -1. */
int worker_next(struct worker *w, struct frame *out);

/* Closes the socket, which makes it stop; by force after a while. */
void worker_end(struct worker *w, int64_t now);

/* Reaps it when it has ended; true when there is none any more. */
bool worker_reap(struct worker *w, int64_t now);

#endif
