/* SPDX-License-Identifier: ISC */
/* Reporting the lines of an accounts file that are skipped as bad. */
#include "config.h"

#include "users/accounts_file.h"
#include "users/line.h"

/* What lines before the current one have said. */
struct context {
	struct accounts_range range;
	struct keys_values defaults;
	bool behind; /* the "defaults" lines are over */
};

static enum error_code
check_defaults(struct context *c, struct view line, struct error *e)
{
	struct keys_values v;

	if (c->behind)
		return error_set(e, ERROR_SETTINGS,
		    "defaults must stand before all other lines");
	if (line_check_defaults(line, &v, e) != ERROR_NONE)
		return ERROR_SETTINGS;
	return keys_merge(&c->defaults, &v, e);
}

static enum error_code
check_line(struct context *c, struct view line, struct error *e)
{
	struct line_subject s;
	struct keys_values v;

	line_subject(line, &s);
	if (s.defaults)
		return check_defaults(c, line, e);
	c->behind = true;
	return line_check(line, &c->range, &v, e);
}

unsigned
accounts_check(const struct accounts *a, accounts_bad_line_fn *fn, void *arg)
{
	struct line_walk w = {.rest = buf_view(&a->text)};
	struct context c = {.range = a->defaults.range};
	struct error e;
	unsigned bad = 0;

	while (line_next(&w)) {
		if (check_line(&c, w.line, &e) == ERROR_NONE)
			continue;
		fn(arg, w.number, e.text);
		bad++;
	}
	return bad;
}
