/* SPDX-License-Identifier: ISC */
/* Taking one framed message into the spool. */
#ifndef QUEUE_PUT_PUT_H
#define QUEUE_PUT_PUT_H

#include <stdbool.h>

#include "queue/limits.h"

/* What a run works with; the strings are the caller's. */
struct put {
	const char *spool;  /* its directory */
	const char *socket; /* of another one, for where this one cannot open
			     * the spool; NULL: there is none */
	int reach_ms;       /* for that one to have time; 0: without an end */
	int in;             /* frames come from here */
	int out;            /* the answer goes there */
	int patience_ms;    /* for each frame; 0: as long as it takes */
	bool named;         /* the file's owner is not who hands it in */
	bool greets;        /* SUBMIT_READY is said before anything is read */
	struct limits_caller who;
	const char *user; /* that one's name; NULL: not known */
};

/*
 * Reads the frames of queue/submit.h, writes the spool file, answers.  0 when
 * the message is durable in drop/new, else a code of sysexits.h; then nothing
 * of it is left.
 */
int put_run(const struct put *p);

/* Answers why nothing is read; returns the exit status. */
int put_refuse(const struct put *p, const struct error *e);

#endif
