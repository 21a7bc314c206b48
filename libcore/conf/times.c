/* SPDX-License-Identifier: ISC */
/* Parsing of durations and rates. */
#include "config.h"

#include "base/num.h"
#include "conf/times.h"

static const struct unit {
	const char *letter;
	const char *word; /* of a rate */
	unsigned seconds;
} units[] = {
    {"s", "second", 1},
    {"m", "minute", 60},
    {"h", "hour", 3600},
    {"d", "day", 86400},
};

#define UNITS (sizeof(units) / sizeof(units[0]))

static const struct unit *
find_unit(struct view name, bool words)
{
	for (size_t i = 0; i < UNITS; i++)
		if (view_eq_str(name, units[i].letter) ||
		    (words && view_eq_case_str(name, units[i].word)))
			return &units[i];
	return NULL;
}

bool
times_parse_duration(struct view text, unsigned *seconds_out)
{
	size_t digits = text.n > 0 ? text.n - 1 : 0;
	const struct unit *unit = find_unit(view_from(text, digits), false);
	uint64_t n;

	if (unit == NULL ||
	    !num_parse(view_before(text, digits), 0,
		TIMES_DURATION_MAX / unit->seconds, &n))
		return false;
	*seconds_out = (unsigned)n * unit->seconds;
	return true;
}

bool
times_parse_rate(struct view text, struct conf_rate *out)
{
	size_t slash = view_find(text, '/');
	struct view time = view_from(text, slash < text.n ? slash + 1 : slash);
	const struct unit *unit = find_unit(time, true);
	uint64_t count;

	if (!num_parse(view_before(text, slash), 1, TIMES_COUNT_MAX, &count))
		return false;
	out->count = (unsigned)count;
	out->seconds = unit != NULL ? unit->seconds : 0;
	return (unit != NULL || times_parse_duration(time, &out->seconds)) &&
	    out->seconds > 0;
}
