/* SPDX-License-Identifier: ISC */
/* Ranges of numbers, and what they must stay away from. */
#include "config.h"

#include "base/num.h"
#include "sys/file.h"
#include "users/range.h"

/* (uid_t)-1 means "no change" to the kernel; above 2^31 signed code breaks. */
#define HIGHEST 2147483646U
#define UID_MAP_SIZE 65536

static const struct {
	uid_t first, last;
	const char *whose;
} taken[] = {
    {0, 999, "system accounts"},
    {60001, 60577, "systemd-homed and systemd-nspawn"},
    {61184, 65519, "systemd's DynamicUser="},
    {65534, 65535, "nobody"},
    {2147352576, 2147418111, "systemd's foreign numbers"},
};

static enum error_code
check_taken(const struct accounts_range *r, struct error *e)
{
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (r->first <= taken[i].last && r->last >= taken[i].first)
			return error_set(e, ERROR_SETTINGS,
			    "it touches %u-%u, the numbers of %s",
			    (unsigned)taken[i].first, (unsigned)taken[i].last,
			    taken[i].whose);
	return ERROR_NONE;
}

enum error_code
range_parse(struct view text, struct accounts_range *out, struct error *e)
{
	size_t dash = view_find(text, '-');
	uint64_t first, last;

	if (dash == text.n ||
	    !num_parse(view_before(text, dash), 0, HIGHEST, &first) ||
	    !num_parse(view_from(text, dash + 1), 0, HIGHEST, &last))
		return error_set(e, ERROR_INPUT,
		    "it is not FIRST-LAST, two numbers up to %u", HIGHEST);
	if (first > last)
		return error_set(
		    e, ERROR_INPUT, "its first number is above its last");
	*out = (struct accounts_range){(uid_t)first, (uid_t)last};
	return check_taken(out, e);
}

bool
range_is_empty(const struct accounts_range *range)
{
	return range->first > range->last;
}

bool
range_has(const struct accounts_range *range, uid_t uid)
{
	return uid >= range->first && uid <= range->last;
}

/* One "inside outside count" line; the first number behind it, or 0. */
static uint64_t
mapped_until(struct view line, uint64_t at)
{
	struct view word;
	uint64_t n[3] = {0};

	for (int i = 0; i < 3; i++)
		if (!view_word(&line, &word) ||
		    !num_parse(word, 0, UINT32_MAX, &n[i]))
			return 0;
	return at >= n[0] && at < n[0] + n[2] ? n[0] + n[2] : 0;
}

/* The first number from at on that no line of the map has. */
static uint64_t
first_unmapped(struct view map, uint64_t at)
{
	struct view rest = map, line;

	while (view_split(&rest, '\n', &line)) {
		uint64_t until = mapped_until(line, at);

		if (until != 0) {
			at = until;
			rest = map;
		}
	}
	return at;
}

enum error_code
range_check_mapped(
    const struct accounts_range *range, const char *uid_map, struct error *e)
{
	struct buf b;
	enum error_code code;
	uint64_t hole;

	buf_init(&b, UID_MAP_SIZE);
	code = file_read(uid_map, &b, e);
	if (code == ERROR_NONE) {
		hole = first_unmapped(buf_view(&b), range->first);
		if (hole <= range->last)
			code = error_set(e, ERROR_SETTINGS,
			    "number %llu does not exist in this container "
			    "(%s; set range= in %s to numbers that do)",
			    (unsigned long long)hole, uid_map,
			    "the accounts file");
	} else if (code == ERROR_NOTFOUND) {
		code = ERROR_SYSTEM;
	}
	buf_clear(&b);
	return code;
}
