/* SPDX-License-Identifier: ISC */
/* Keys that measure: durations, rates, sizes and counts, within bounds. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"
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

static const char size_letters[] = "KMGT";

/* A number of bytes, with a letter for a power of 1024 or without. */
static bool
parse_size(struct view text, uint64_t *out)
{
	size_t digits = text.n > 0 ? text.n - 1 : 0;
	const char *letter = digits < text.n && text.p[digits] != '\0'
	    ? strchr(size_letters, text.p[digits])
	    : NULL;
	unsigned shift = 0;

	if (letter != NULL) {
		shift = 10 * (unsigned)(letter - size_letters + 1);
		text = view_before(text, digits);
	}
	if (!num_parse(text, 0, UINT64_MAX >> shift, out))
		return false;
	*out <<= shift;
	return true;
}

/* A bound as the settings would write it. */
static const char *
write_size(uint64_t bytes, char *dst, size_t size)
{
	unsigned shift = 0;

	while (size_letters[shift] != '\0' && bytes % 1024 == 0 && bytes != 0) {
		bytes /= 1024;
		shift++;
	}
	snprintf(dst, size, "%llu%.*s", (unsigned long long)bytes, shift != 0,
	    shift != 0 ? size_letters + shift - 1 : "");
	return dst;
}

enum error_code
value_size(const struct value_at *at, const char *key, uint64_t min,
    uint64_t max, bool may_be_off, uint64_t *out)
{
	char least[24], most[24];
	const char *value;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	value = cfg_getstr(at->section, key);
	*out = 0;
	if (may_be_off && strcmp(value, "off") == 0)
		return ERROR_NONE;
	if (parse_size(view_of(value), out) && *out >= min && *out <= max)
		return ERROR_NONE;
	return value_bad(at, key,
	    "\"%s\" is not a size from %s to %s (write a number and K, M, G "
	    "or T%s)",
	    value, write_size(min, least, sizeof(least)),
	    write_size(max, most, sizeof(most)), may_be_off ? ", or off" : "");
}

enum error_code
value_count(
    const struct value_at *at, const char *key, unsigned max, unsigned *out)
{
	const char *value;
	uint64_t n = 0;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	value = cfg_getstr(at->section, key);
	if (strcmp(value, "off") != 0 && !num_parse(view_of(value), 1, max, &n))
		return value_bad(at, key,
		    "\"%s\" is not a number from 1 to %u (write one, or off)",
		    value, max);
	*out = (unsigned)n;
	return ERROR_NONE;
}
