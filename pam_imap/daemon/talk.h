/* SPDX-License-Identifier: ISC */
/*
 * One conversation with a module, from its first frame to its reply, as a state
 * machine: each state waits for the client, and for one more thing at most.
 */
#ifndef PAM_IMAP_DAEMON_TALK_H
#define PAM_IMAP_DAEMON_TALK_H

#include <poll.h>
#include <stdint.h>
#include <sys/types.h>

#include "pam_imap/daemon/guard.h"
#include "pam_imap/daemon/inquiry.h"
#include "pam_imap/daemon/request.h"
#include "pam_imap/daemon/slots.h"
#include "sys/deadline.h"

struct serve;

enum talk_state {
	TALK_HEARING,     /* the request is not all there; a worker may be */
	TALK_WAITING,     /* for its turn */
	TALK_ASKING,      /* imap-check has the password */
	TALK_VERIFYING,   /* a job looks at the stored password */
	TALK_REGISTERING, /* a job writes the registry */
	TALK_REPLYING,    /* the reply is on its way */
	TALK_STORING,     /* behind the reply: a job stores the password */
	TALK_DROPPING,    /* or drops what is stored */
	TALK_GONE         /* to be freed */
};

struct talk {
	struct talk *next;
	struct serve *serve;
	enum talk_state state;
	enum talk_state after; /* the reply: STORING, DROPPING or GONE */
	int fd;                /* the client's; -1 once it has its reply */
	uid_t uid;
	int job;               /* a job's pipe, or -1 */
	struct deadline until; /* what the state does not outlast */
	struct deadline idle;  /* when a preconnected worker is given up */
	struct deadline login; /* of waiting and asking together */
	uint64_t judged_in;    /* the loop's turn */
	struct buf in;
	struct buf out;
	bool prepared;
	bool owes; /* a worker was opened: without a reply that counts */
	struct protocol_request prepare; /* what was, as it came */
	struct request request;
	struct inquiry inquiry;
	struct slots_place place;
};

/* One for the user uid over fd, which becomes its own; NULL: no memory. */
struct talk *talk_new(struct serve *s, int fd, uid_t uid);
void talk_free(struct talk **t);

/* Fills in what to wait for, two at most; how many. */
unsigned talk_poll(const struct talk *t, struct pollfd *fds);

/* The earliest time at which it needs a turn without any event. */
struct deadline talk_deadline(const struct talk *t);

/* Does what is due, after poll() filled in what talk_poll() gave. */
void talk_turn(struct talk *t, const struct pollfd *fds, unsigned n);

/* Its turn has come; who waited for it is judged again. */
void talk_run(struct talk *t);

/* No more waiting: answers, or ends, what does not run yet. */
void talk_stop(struct talk *t);

/* Ends it without a reply. */
void talk_end(struct talk *t);

/* From here on: between the files of the conversation. */

/* Reads the client's frames (talk_hear.c). */
void talk_hear(struct talk *t);
/* Opens a worker ahead, if it may have one. */
void talk_preconnect(struct talk *t);
/* A worker was opened for nothing: the guard counts that, once. */
void talk_abandon(struct talk *t);
/*
 * Whether the guard lets it ask the server, with the password if it is there;
 * else the reply is complete.
 */
bool talk_may_ask(struct talk *t);
/* A judged AUTH queues for its turn (talk_ask.c). */
void talk_queue(struct talk *t);
/* Hears the worker, before and after the password. */
void talk_hear_worker(struct talk *t);
/* The verdict is in the request: registers, or replies (talk_reply.c). */
void talk_conclude(struct talk *t);
/* Logs and sends the reply that is in the request. */
void talk_reply(struct talk *t);
void talk_send(struct talk *t);
/* Starts what a state waits for, and hears of it (talk_job.c). */
void talk_start_job(struct talk *t, enum talk_state state);
void talk_hear_job(struct talk *t, const struct error *late);
/* Who tries, for the guard. */
struct guard_try talk_try(const struct talk *t);
/* Whether what the client has done may be logged, once: else it is counted. */
bool talk_may_log(const struct talk *t);
/* Logs a step when that is asked for. */
void talk_trace(const struct talk *t, const char *text);

#endif
