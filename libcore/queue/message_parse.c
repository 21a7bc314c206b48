/* SPDX-License-Identifier: ISC */
/* The envelope of a spool file: taking it apart as the work of an enemy. */
#include "config.h"

#include <assert.h>

#include "base/num.h"
#include "queue/message.h"

/* The longest number there is has 20 digits. */
#define TEXT_DIGITS 20
/* The longest value of all. */
#define VALUE_MAX ORCPT_MAX

static bool
set_sender(struct message *m, struct view v)
{
	return message_set_sender(m, v, NULL) == ERROR_NONE;
}

static bool
set_uid(struct message *m, struct view v)
{
	uint64_t n;

	if (!num_parse(v, 0, UINT32_MAX - 1, &n))
		return false;
	m->uid = (uid_t)n;
	return true;
}

static bool
set_user(struct message *m, struct view v)
{
	return message_check_user(v) && view_copy(v, m->user, sizeof(m->user));
}

static bool
set_time(struct message *m, struct view v)
{
	uint64_t n;

	if (!num_parse(v, 0, INT64_MAX / 1000000, &n))
		return false;
	m->time = (int64_t)n;
	return true;
}

static bool
set_notify(struct message *m, struct view v)
{
	unsigned bits;

	return notify_parse(v, &bits) &&
	    view_copy(v, m->notify, sizeof(m->notify));
}

static bool
set_ret(struct message *m, struct view v)
{
	return message_check_ret(v) && view_copy(v, m->ret, sizeof(m->ret));
}

static bool
set_envid(struct message *m, struct view v)
{
	return message_check_word(v) &&
	    view_copy(v, m->envid, sizeof(m->envid));
}

/* Short memory is no fault of the file: whoever loads it asks for failed. */
static bool
took(struct message *m, enum error_code code)
{
	m->recipients.failed |= code == ERROR_MEMORY;
	return code == ERROR_NONE;
}

static bool
set_recipient(struct message *m, struct view v)
{
	return took(m, message_add_recipient(m, v, NULL));
}

static bool
set_recipient_notify(struct message *m, struct view v)
{
	return took(m, message_add_notify(m, v, NULL));
}

static bool
set_orcpt(struct message *m, struct view v)
{
	return took(m, message_add_orcpt(m, v, NULL));
}

static bool
set_size(struct message *m, struct view v)
{
	return v.n == TEXT_DIGITS && num_parse(v, 0, INT64_MAX, &m->size);
}

static bool
set_eight_bit(struct message *m, struct view v)
{
	uint64_t n;

	if (v.n != 1 || !num_parse(v, 0, 1, &n))
		return false;
	m->eight_bit = n == 1;
	return true;
}

static bool
set_longest(struct message *m, struct view v)
{
	return v.n == TEXT_DIGITS && num_parse(v, 0, INT64_MAX, &m->longest);
}

static bool
set_end(struct message *m, struct view v)
{
	(void)m;
	return v.n == 0;
}

/* The lines in their order. */
static const struct field {
	const char *key;
	bool (*set)(struct message *m, struct view value);
	bool required;
	bool repeats;
} fields[] = {
    {"sender", set_sender, true, false},
    {"uid", set_uid, true, false},
    {"user", set_user, false, false},
    {"time", set_time, true, false},
    {"notify", set_notify, false, false},
    {"ret", set_ret, false, false},
    {"envid", set_envid, false, false},
    {"recipient", set_recipient, true, true},
    {"size", set_size, true, false},
    {"eight-bit", set_eight_bit, true, false},
    {"longest", set_longest, true, false},
    {"end", set_end, true, false},
};

#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))

/* Behind the line that begins them, in any order, in a file that has them. */
static const struct field of_recipient[] = {
    {"recipient-notify", set_recipient_notify, false, false},
    {"orcpt", set_orcpt, false, false},
};

#define N_OF_RECIPIENT (sizeof(of_recipient) / sizeof(of_recipient[0]))

/* How far the table was followed. */
struct place {
	size_t at;
	bool seen;   /* fields[at] came at least once */
	bool wishes; /* the first line says that recipients may have some */
};

/* The field that key names among those of the recipient before, or NULL. */
static const struct field *
field_of_recipient(const struct place *place, struct view key)
{
	if (!place->wishes || !place->seen ||
	    fields[place->at].set != set_recipient)
		return NULL;
	for (size_t i = 0; i < N_OF_RECIPIENT; i++)
		if (view_eq_str(key, of_recipient[i].key))
			return &of_recipient[i];
	return NULL;
}

/* The field that key names, if it may stand at this place. */
static const struct field *
next_field(struct place *place, struct view key)
{
	const struct field *of = field_of_recipient(place, key);

	if (of != NULL)
		return of;
	while (place->at < N_FIELDS) {
		const struct field *f = &fields[place->at];

		if (view_eq_str(key, f->key) && !(place->seen && !f->repeats)) {
			place->seen = true;
			return f;
		}
		if (f->required && !place->seen)
			return NULL;
		place->at++;
		place->seen = false;
	}
	return NULL;
}

/*
 * One line "key length:value" off the front of *rest: 1, 0 when there is only
 * a part of it, -1 when it is malformed.
 */
static int
take_line(struct view *rest, struct view *key_out, struct view *value_out)
{
	size_t key_end = view_find(*rest, ' ');
	size_t colon = view_find(*rest, ':');
	uint64_t length;

	if (colon == rest->n)
		return rest->n > 64 ? -1 : 0;
	if (key_end > colon ||
	    !num_parse(view_make(rest->p + key_end + 1, colon - key_end - 1), 0,
		VALUE_MAX, &length))
		return -1;
	if (rest->n - colon - 1 <= length)
		return 0;
	*key_out = view_before(*rest, key_end);
	*value_out = view_make(rest->p + colon + 1, (size_t)length);
	*rest = view_from(*rest, colon + 1 + (size_t)length);
	if (rest->p[0] != '\n')
		return -1;
	*rest = view_from(*rest, 1);
	return 1;
}

/* Whether text begins with a line: 1, 0 for a part of it, -1. */
static int
check_line(struct view text, const char *line)
{
	struct view want = view_of(line);

	if (!view_eq(view_before(text, want.n), view_before(want, text.n)))
		return -1;
	return text.n >= want.n;
}

/* The same with either first line. */
static int
check_first_line(struct view text, bool *wishes_out)
{
	int got = check_line(text, MESSAGE_FIRST_LINE);

	*wishes_out = got < 0;
	return got < 0 ? check_line(text, MESSAGE_SECOND_FIRST_LINE) : got;
}

static_assert(sizeof(MESSAGE_FIRST_LINE) == sizeof(MESSAGE_SECOND_FIRST_LINE),
    "either first line is skipped by the length of one");

long
message_parse(struct view text, struct message *m)
{
	struct place place = {0, false, false};
	struct view rest, key, value;
	int got = check_first_line(text, &place.wishes);

	if (got != 1)
		return got;
	rest = view_from(text, sizeof(MESSAGE_FIRST_LINE) - 1);
	while (place.at < N_FIELDS - 1 || !place.seen) {
		const struct field *f;

		got = take_line(&rest, &key, &value);
		if (got != 1)
			return got;
		f = next_field(&place, key);
		if (f == NULL || !f->set(m, value))
			return -1;
	}
	return (long)(text.n - rest.n);
}
