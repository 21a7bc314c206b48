/* SPDX-License-Identifier: ISC */
/* drop/limits: its text, written and read. */
#include "config.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/num.h"
#include "queue/limits.h"

#define FIRST_LINE "postern-limits 1"
#define LAST_LINE "end"

bool
limits_encode(const struct limits *l, struct buf *b)
{
	buf_printf(b,
	    FIRST_LINE "\nsize %" PRIu64 "\nfree %" PRIu64 "\nmessages %" PRIu64
		       "\nbytes %" PRIu64 "\n",
	    l->size, l->free, l->messages, l->bytes);
	for (size_t i = 0; i < l->n_submitters; i++)
		buf_printf(b, "submitter %u\n", (unsigned)l->submitters[i]);
	for (size_t i = 0; i < l->n_groups; i++)
		buf_printf(b, "group %u\n", (unsigned)l->groups[i]);
	for (size_t i = 0; i < l->n_uses; i++)
		buf_printf(b, "use %u %" PRIu64 " %" PRIu64 "\n",
		    (unsigned)l->uses[i].uid, l->uses[i].messages,
		    l->uses[i].bytes);
	return buf_add_str(b, LAST_LINE "\n");
}

/* The next of the numbers behind a key; those of users and groups end one
 * before the number that means none. */
static bool
take_number(struct view *values, uint64_t max, uint64_t *out)
{
	struct view word;

	return view_split(values, ' ', &word) && num_parse(word, 0, max, out);
}

#define ID_MAX (UINT32_MAX - 1)

static enum error_code
take_submitter(struct limits *l, struct view *v)
{
	uint64_t uid;

	if (!take_number(v, ID_MAX, &uid))
		return ERROR_INPUT;
	return limits_add_submitter(l, (uid_t)uid) ? ERROR_NONE : ERROR_MEMORY;
}

static enum error_code
take_group(struct limits *l, struct view *v)
{
	uint64_t gid;

	if (!take_number(v, ID_MAX, &gid))
		return ERROR_INPUT;
	return limits_add_group(l, (gid_t)gid) ? ERROR_NONE : ERROR_MEMORY;
}

static enum error_code
take_use(struct limits *l, struct view *v)
{
	struct limits_use use;
	uint64_t uid;

	if (!take_number(v, ID_MAX, &uid) ||
	    !take_number(v, INT64_MAX, &use.messages) ||
	    !take_number(v, INT64_MAX, &use.bytes))
		return ERROR_INPUT;
	use.uid = (uid_t)uid;
	return limits_add_use(l, &use) ? ERROR_NONE : ERROR_MEMORY;
}

/* The lines between the first and the last, in their order. */
static const struct field {
	const char *key;
	size_t value; /* in struct limits, of a line that is there once */
	enum error_code (*take)(struct limits *l, struct view *values);
} fields[] = {
    {"size", offsetof(struct limits, size), NULL},
    {"free", offsetof(struct limits, free), NULL},
    {"messages", offsetof(struct limits, messages), NULL},
    {"bytes", offsetof(struct limits, bytes), NULL},
    {"submitter", 0, take_submitter},
    {"group", 0, take_group},
    {"use", 0, take_use},
};

#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))
#define N_ONCE 4

static enum error_code
take_values(struct limits *l, const struct field *f, struct view *values)
{
	uint64_t n;

	if (f->take != NULL)
		return f->take(l, values);
	if (!take_number(values, INT64_MAX, &n))
		return ERROR_INPUT;
	memcpy((char *)l + f->value, &n, sizeof(n));
	return ERROR_NONE;
}

/* One line; *at is the field that may come next. */
static enum error_code
take_line(struct limits *l, struct view line, size_t *at)
{
	struct view key;
	enum error_code code;

	if (!view_split(&line, ' ', &key))
		return ERROR_INPUT;
	while (*at >= N_ONCE && *at < N_FIELDS &&
	    !view_eq_str(key, fields[*at].key))
		(*at)++;
	if (*at == N_FIELDS || !view_eq_str(key, fields[*at].key))
		return ERROR_INPUT;
	code = take_values(l, &fields[*at], &line);
	if (*at < N_ONCE)
		(*at)++;
	return code == ERROR_NONE && line.p != NULL ? ERROR_INPUT : code;
}

/* All of it; every line must have its end. */
static enum error_code
parse(struct view text, struct limits *l)
{
	enum error_code code = ERROR_NONE;
	struct view line;
	size_t at = 0;

	if (!view_split(&text, '\n', &line) || !view_eq_str(line, FIRST_LINE))
		return ERROR_INPUT;
	while (code == ERROR_NONE && view_split(&text, '\n', &line) &&
	    text.p != NULL) {
		if (view_eq_str(line, LAST_LINE))
			return text.n == 0 && at >= N_ONCE ? ERROR_NONE
							   : ERROR_INPUT;
		code = take_line(l, line, &at);
	}
	return code != ERROR_NONE ? code : ERROR_INPUT;
}

enum error_code
limits_parse(struct view text, struct limits *l, struct error *e)
{
	enum error_code code = parse(text, l);

	if (code == ERROR_NONE)
		return ERROR_NONE;
	limits_clear(l);
	return error_set(e, code, "%s",
	    code == ERROR_MEMORY ? "no memory" : "the limits are malformed");
}
