/* SPDX-License-Identifier: ISC */
/* The runner's side of the handover, for tests of the relay. */
#ifndef WIRE_RUNNER_H
#define WIRE_RUNNER_H

#include <stdbool.h>
#include <sys/types.h>

#include "flow/handover.h"

#define RUNNER_OUTCOMES 4096

struct runner_outcome {
	uint64_t id;
	uint64_t recipient;
	enum handover_result result;
	bool notified;
	char reply[128];
};

struct runner {
	struct handover_relay relay; /* to be changed before runner_start() */
	int fd;
	pid_t pid;
	unsigned handed;
	bool ready;
	/* Of the messages from now on: words, one for each recipient, some of
	 * them empty; NULL: none. */
	const char *notify;
	const char *orcpt;
	const char *ret;
	const char *envid;
	unsigned done;
	bool ended; /* it closed its end */
	struct handover_failed
	    failed; /* .failure is HANDOVER_FAILURES if none */
	unsigned traces;
	char trace[65536];
	struct runner_outcome outcomes[RUNNER_OUTCOMES];
	unsigned n_outcomes;
	struct buf in;
	struct buf out;
};

/* Settings for a server on this port of localhost. */
void runner_init(
    struct runner *r, const char *scheme, int port, const char *ca_file);

/* Starts relay_run() in a child, and hands it the settings; program is the
 * relay-send to execute instead, or NULL. */
void runner_start(struct runner *r, const char *program);

/* Hands a message; recipients are words. */
void runner_hand(struct runner *r, const char *sender, const char *recipients,
    const char *text, size_t n);

/* Reads frames until n messages are done in all, the relay has failed, or it
 * has ended.  Frames that are malformed end the test. */
void runner_wait(struct runner *r, unsigned n);

/* Reads frames until it has said that it is ready, or has ended. */
void runner_wait_ready(struct runner *r);

/* Closes our end and waits for its; its exit status. */
int runner_stop(struct runner *r);

/* How many outcomes have this result. */
unsigned runner_count(const struct runner *r, enum handover_result result);

/* The outcome of a recipient of the nth message (from 0); NULL for none. */
const struct runner_outcome *runner_outcome(
    const struct runner *r, unsigned id, unsigned recipient);

#endif
