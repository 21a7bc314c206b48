/* SPDX-License-Identifier: ISC */
/*
 * The ways out, in the order in which they are tried: each server of each
 * relay, and whether it failed lately.  Times are seconds of the monotonic
 * clock.
 */
#ifndef POSTERN_QUEUE_ROUTE_H
#define POSTERN_QUEUE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "conf/conf.h"
#include "flow/handover.h"
#include "sendmail-shim/postern-queue/rate.h"

struct route {
	const struct conf_relay *relay; /* of the settings in force */
	char url[LIMIT_HOST + 32];
	unsigned failures; /* in a row; 0: it works, as far as we know */
	enum handover_failure why;
	bool no_chunking; /* BDAT does not work there */
	int64_t since;    /* the first of them */
	int64_t before;   /* seconds that it had failed when this run began */
	unsigned failures_before; /* and the same before it last worked */
	int64_t since_before;
	int64_t before_before;
	int64_t due;
	char reason[LIMIT_MESSAGE_TEXT];
	struct rate *rate; /* of the relay */
};

struct routes {
	struct route *list;
	size_t n;
	struct rate *rates; /* one a relay */
	const char **rate_names;
	size_t n_rates;
};

#define ROUTE_NONE SIZE_MAX

void routes_init(struct routes *r);
void routes_clear(struct routes *r);

/* Replaces them by those of c, which must outlive them; false when memory is
 * short (the old ones stay). */
bool routes_set(struct routes *r, const struct conf *c);

/* The first one that may be tried now, or ROUTE_NONE: also when it works but
 * has used up its rate, which is no reason to take the next. */
size_t routes_choose(const struct routes *r, int64_t now);

/* When the next of those that fail or have used up their rate may be tried;
 * INT64_MAX for none. */
int64_t routes_due(const struct routes *r, int64_t now);

/* The one that keeps routes_choose() waiting for its rate, or ROUTE_NONE. */
size_t routes_rated(const struct routes *r, int64_t now);

/* For how long one has failed without a break, over restarts; 0: it works. */
int64_t routes_failing(const struct routes *r, size_t i, int64_t now);

/* Notes a failure; the next attempt waits as the outcome table says. */
void routes_failed(struct routes *r, size_t i, const struct handover_failed *f,
    int64_t now, uint32_t random);

/* Notes that it works; true when it had failed before. */
bool routes_worked(struct routes *r, size_t i);

/* It did not work after all: failures count on from before that. */
void routes_doubt(struct routes *r, size_t i);

/* All of them may be tried now; or only those that wait for somebody to mend
 * something. True when there was one. */
bool routes_hurry(struct routes *r, bool mending_only);

/* Since when nothing works; INT64_MAX when something may. */
int64_t routes_all_failing_since(const struct routes *r);

/* The first server of a relay that may be tried now, or ROUTE_NONE. */
size_t routes_choose_of(const struct routes *r, const char *relay, int64_t now);

/* The first one but number i that may be tried now, or ROUTE_NONE. */
size_t routes_choose_but(const struct routes *r, size_t i, int64_t now);

/* Since when nothing of a relay works; INT64_MAX when something may. */
int64_t routes_failing_since(const struct routes *r, const char *relay);

/* Whether a relay of that name is among them. */
bool routes_has(const struct routes *r, const char *relay);

#endif
