/* SPDX-License-Identifier: ISC */
/* What may come in: the limits that the runner has published, and what lies in
 * drop/ besides. */
#ifndef QUEUE_PUT_DOOR_H
#define QUEUE_PUT_DOOR_H

#include "queue/limits.h"
#include "sendmail-shim/queue-put/file.h"

struct door {
	struct limits limits;
	struct limits_use waiting; /* of the caller, when last counted */
	uint64_t look_at;          /* the size at which the disk is looked at */
};

void door_init(struct door *d);
void door_clear(struct door *d);

/*
 * Reads drop/limits and judges whether the caller, whose file is
 * made already, may go on.  ERROR_REFUSED, ERROR_LATER; also ERROR_SYSTEM and
 * ERROR_MEMORY, since whoever starts this could make reading fail.
 */
enum error_code door_open(struct door *d, const struct limits_caller *who,
    const struct put_file *f, struct error *e);

/*
 * Judges a text of so many bytes, which are about to be written.  ERROR_INPUT
 * when it is too large, ERROR_LATER, ERROR_SYSTEM.
 */
enum error_code door_check(
    struct door *d, const struct put_file *f, uint64_t size, struct error *e);

/* Judges the whole file, before it is accepted, by limits that are read again:
 * of messages that come in at the same time, each sees the others, also those
 * that the runner has taken in meanwhile. */
enum error_code door_close(
    struct door *d, const struct put_file *f, struct error *e);

#endif
