/* SPDX-License-Identifier: ISC */
/*
 * The outcome table: what follows from what relay-send says about a recipient
 * or about its relay.
 */
#ifndef POSTERN_QUEUE_OUTCOME_H
#define POSTERN_QUEUE_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/handover.h"
#include "queue/journal.h"
#include "sys/log.h"

/* What follows for one recipient. */
struct outcome {
	const char *status; /* the word in the log */
	enum journal_state state;
	bool attempt; /* it counts as one, and the next waits its backoff */
	bool report;  /* the sender is told, and nothing is left to do */
	enum log_level level;
};

/* What follows for the relay as a whole; the next relay is tried. */
struct outage {
	const char *what; /* in words, before the reason */
	bool failure;     /* false: the connection just ended */
	int64_t first;    /* seconds to the first new attempt */
	bool mending;     /* also at once when settings or secret change */
};

const struct outcome *outcome_of(enum handover_result result);
const struct outage *outage_of(enum handover_failure failure);

#endif
