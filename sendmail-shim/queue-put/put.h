/* SPDX-License-Identifier: ISC */
/* Taking one framed message into the spool. */
#ifndef QUEUE_PUT_PUT_H
#define QUEUE_PUT_PUT_H

#include <stdint.h>
#include <sys/types.h>

/* What a run works with. */
struct put {
	const char *spool; /* its directory */
	int in;            /* frames come from here */
	int out;           /* the answer goes there */
	uid_t uid;         /* who hands the message in */
	uint64_t max_size; /* of the text, with CRLF line ends */
};

/*
 * Reads the frames of queue/submit.h, writes the spool file, answers.  0 when
 * the message is durable in drop/new, else a code of sysexits.h; then nothing
 * of it is left.
 */
int put_run(const struct put *p);

#endif
