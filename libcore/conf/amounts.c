/* SPDX-License-Identifier: ISC */
/* Keys that measure: durations and rates, within bounds. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "conf/times.h"
#include "conf/value.h"

/* A bound as the settings would write it, in the largest unit that is whole. */
static const char *
write_duration(unsigned seconds, char *dst, size_t size)
{
	static const struct {
		unsigned seconds;
		char letter;
	} units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
	size_t i = 0;

	while (seconds % units[i].seconds != 0)
		i++;
	snprintf(
	    dst, size, "%u%c", seconds / units[i].seconds, units[i].letter);
	return dst;
}

enum error_code
value_duration(const struct value_at *at, const char *key, unsigned min,
    unsigned max, unsigned *out)
{
	char least[16], most[16];
	const char *value;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	value = cfg_getstr(at->section, key);
	*out = 0;
	if (strcmp(value, "off") == 0)
		return ERROR_NONE;
	if (times_parse_duration(view_of(value), out) && *out >= min &&
	    *out <= max)
		return ERROR_NONE;
	return value_bad(at, key,
	    "\"%s\" is not a time from %s to %s (write a number and s, m, h or "
	    "d for seconds, minutes, hours or days, or off)",
	    value, write_duration(min, least, sizeof(least)),
	    write_duration(max, most, sizeof(most)));
}

enum error_code
value_rate(const struct value_at *at, const char *key, unsigned max_seconds,
    struct conf_rate *out)
{
	char most[16];
	const char *value;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	value = cfg_getstr(at->section, key);
	if (times_parse_rate(view_of(value), out) &&
	    out->seconds <= max_seconds)
		return ERROR_NONE;
	return value_bad(at, key,
	    "\"%s\" is not a number in a time of at most %s (write it as "
	    "\"5/10m\" or \"100/hour\")",
	    value, write_duration(max_seconds, most, sizeof(most)));
}
