/* SPDX-License-Identifier: ISC */
/* Durations and rates as the settings write them. */
#ifndef CONF_TIMES_H
#define CONF_TIMES_H

#include <stdbool.h>

#include "base/view.h"
#include "conf/conf.h"

/* The longest duration that is read: what fits unsigned seconds and sense. */
#define TIMES_DURATION_MAX (10U * 365 * 86400)
#define TIMES_COUNT_MAX 1000000U

/*
 * A number with one of the units s, m, h and d, "90s" or "7d", as seconds;
 * the unit may not be missing.  False when it is not that, or longer than
 * TIMES_DURATION_MAX.
 */
bool times_parse_duration(struct view text, unsigned *seconds_out);

/*
 * COUNT/TIME, "5/10m", where the time is a duration, or a unit or one of the
 * words second, minute, hour and day for one of it: "100/hour".  False when it
 * is not that, for a count of 0 or above TIMES_COUNT_MAX, and for no time.
 */
bool times_parse_rate(struct view text, struct conf_rate *out);

#endif
