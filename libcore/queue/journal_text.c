/* SPDX-License-Identifier: ISC */
/* The journal as text: writing it down and reading it back. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/num.h"
#include "queue/journal.h"

#define FIRST_LINE "postern-journal 1"
/* Attempts and seconds beyond these are no journal of ours. */
#define MAX_ATTEMPTS 1000000
#define MAX_SECONDS (INT64_MAX / 2)

static void
put_text(struct buf *b, const char *s)
{
	buf_printf(b, " %zu:%s", strlen(s), s);
}

bool
journal_encode_state(const struct journal *j, unsigned i, struct buf *b)
{
	const struct journal_recipient *r = &j->list[i];

	buf_printf(b, "state %u %s %u %" PRId64 " %" PRId64, i,
	    journal_state_word(r->state), r->attempts, r->due, r->tried);
	put_text(b, r->relay);
	put_text(b, r->reply);
	buf_add_byte(b, '\n');
	return r->warned ? buf_printf(b, "warned %u\n", i) : !b->failed;
}

/* What is to be known of it, where that is not as its origin has it. */
static void
put_notify(
    const struct journal *j, const struct message *m, unsigned i, struct buf *b)
{
	struct journal_origin of = j->list[i].of;
	char text[NOTIFY_TEXT];

	if (of.notify == message_notify(m, of.index) || of.notify == 0)
		return;
	notify_text(of.notify, text);
	buf_printf(b, "notify %u %s\n", i, text);
}

/* Whether a state line says more than its absence. */
static bool
has_state(const struct journal_recipient *r)
{
	return r->state != JOURNAL_WAITING || r->attempts != 0 || r->due != 0 ||
	    r->warned;
}

bool
journal_encode(const struct journal *j, const struct message *m, struct buf *b)
{
	buf_add_str(b, FIRST_LINE "\n");
	for (unsigned i = 0; i < j->n; i++) {
		const char *original =
		    message_recipient(m, j->list[i].of.index);

		buf_printf(b, "to %u", j->list[i].of.index);
		put_text(b, original != NULL ? original : "");
		put_text(b, j->list[i].address);
		buf_add_byte(b, '\n');
	}
	buf_printf(b, "end %u\n", j->n);
	if (j->since != 0)
		buf_printf(b, "since %" PRId64 "\n", j->since);
	for (unsigned i = 0; i < j->n; i++) {
		put_notify(j, m, i, b);
		if (has_state(&j->list[i]))
			journal_encode_state(j, i, b);
	}
	return !b->failed;
}

/* " WORD" at the front of a line. */
static bool
take_word(struct view *line, struct view *out)
{
	if (line->n == 0 || line->p[0] != ' ')
		return false;
	*out = view_from(*line, 1);
	*out = view_before(*out, view_find(*out, ' '));
	*line = view_from(*line, 1 + out->n);
	return out->n != 0;
}

static bool
take_number(struct view *line, uint64_t max, uint64_t *out)
{
	struct view word;

	return take_word(line, &word) && num_parse(word, 0, max, out);
}

/* " LENGTH:TEXT" at the front of a line; no control characters inside. */
static bool
take_text(struct view *line, struct view *out)
{
	size_t colon = view_find(*line, ':');
	uint64_t n;

	if (line->n < 2 || line->p[0] != ' ' || colon == line->n ||
	    !num_parse(view_from(view_before(*line, colon), 1), 0,
		line->n - colon - 1, &n))
		return false;
	*out = view_before(view_from(*line, colon + 1), (size_t)n);
	*line = view_from(*line, colon + 1 + (size_t)n);
	return !view_has_control(*out);
}

static bool
parse_to(struct view line, const struct message *m, struct journal *j,
    struct error *e)
{
	struct view original, address;
	const char *expected;
	uint64_t index;
	unsigned before = j->n;

	if (!take_number(&line, JOURNAL_RECIPIENTS, &index) ||
	    !take_text(&line, &original) || !take_text(&line, &address) ||
	    line.n != 0 || !message_check_address(address))
		return false;
	expected = message_recipient(m, (unsigned)index);
	return expected != NULL && view_eq_str(original, expected) &&
	    journal_add(j, journal_origin(m, (unsigned)index), address, e) ==
	    ERROR_NONE &&
	    j->n == before + 1;
}

static bool
parse_end(struct view line, const struct journal *j)
{
	uint64_t n;

	return take_number(&line, JOURNAL_RECIPIENTS, &n) && line.n == 0 &&
	    n == j->n;
}

static bool
parse_state_word(struct view word, enum journal_state *out)
{
	for (unsigned i = 0; i < JOURNAL_STATES; i++) {
		if (view_eq_str(word, journal_state_word(i))) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool
parse_state(struct view line, struct journal *j, struct error *e)
{
	uint64_t index, attempts, due, tried;
	struct view word, relay, reply;
	struct journal_recipient *r;

	if (!take_number(&line, JOURNAL_RECIPIENTS, &index) || index >= j->n)
		return false;
	r = &j->list[index];
	if (!take_word(&line, &word) || !parse_state_word(word, &r->state) ||
	    !take_number(&line, MAX_ATTEMPTS, &attempts) ||
	    !take_number(&line, MAX_SECONDS, &due) ||
	    !take_number(&line, MAX_SECONDS, &tried) ||
	    !take_text(&line, &relay) || !take_text(&line, &reply) ||
	    line.n != 0)
		return false;
	r->attempts = (unsigned)attempts;
	r->due = (int64_t)due;
	r->tried = (int64_t)tried;
	if (!journal_set_words(r, relay, reply))
		error_set(e, ERROR_MEMORY, "no memory");
	return e->code == ERROR_NONE;
}

static bool
parse_warned(struct view line, struct journal *j, struct error *e)
{
	uint64_t index;

	(void)e;
	if (!take_number(&line, JOURNAL_RECIPIENTS, &index) || index >= j->n ||
	    line.n != 0)
		return false;
	j->list[index].warned = true;
	return true;
}

static bool
parse_notify(struct view line, struct journal *j, struct error *e)
{
	uint64_t index;
	struct view word;

	(void)e;
	return take_number(&line, JOURNAL_RECIPIENTS, &index) && index < j->n &&
	    take_word(&line, &word) && line.n == 0 &&
	    notify_parse(word, &j->list[index].of.notify);
}

static bool
parse_since(struct view line, struct journal *j, struct error *e)
{
	uint64_t since;

	(void)e;
	if (!take_number(&line, MAX_SECONDS, &since) || line.n != 0)
		return false;
	j->since = (int64_t)since;
	return true;
}

/* What may come behind the recipients. */
static const struct {
	const char *key;
	bool (*parse)(struct view line, struct journal *j, struct error *e);
} events[] = {
    {"state", parse_state},
    {"warned", parse_warned},
    {"notify", parse_notify},
    {"since", parse_since},
};

static bool
parse_event(
    struct view key, struct view rest, struct journal *j, struct error *e)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (view_eq_str(key, events[i].key))
			return events[i].parse(rest, j, e);
	return false;
}

/* Which lines may come: first, recipients, their end, then events. */
enum part { PART_FIRST, PART_TO, PART_STATE };

static bool
parse_line(struct view line, enum part *part, const struct message *m,
    struct journal *j, struct error *e)
{
	size_t n = view_find(line, ' ');
	struct view key = view_before(line, n), rest = view_from(line, n);

	if (*part == PART_FIRST) {
		*part = PART_TO;
		return view_eq_str(line, FIRST_LINE);
	}
	if (*part == PART_STATE)
		return parse_event(key, rest, j, e);
	if (view_eq_str(key, "to"))
		return parse_to(rest, m, j, e);
	*part = PART_STATE;
	return view_eq_str(key, "end") && parse_end(rest, j);
}

enum error_code
journal_parse(struct view text, const struct message *m, struct journal *j,
    struct error *e)
{
	enum part part = PART_FIRST;
	size_t n;

	error_clear(e);
	j->whole = 0;
	while ((n = view_find(text, '\n')) < text.n) {
		if (!parse_line(view_before(text, n), &part, m, j, e))
			return e->code != ERROR_NONE
			    ? e->code
			    : error_set(e, ERROR_INPUT,
				  "the line at byte %zu is not a journal's",
				  j->whole);
		j->whole += n + 1;
		text = view_from(text, n + 1);
	}
	j->torn = text.n != 0;
	if (part != PART_STATE)
		return error_set(
		    e, ERROR_INPUT, "the list of recipients is not whole");
	return ERROR_NONE;
}
