/* SPDX-License-Identifier: ISC */
/* Descriptions of messages as few bytes, for keeping them in memory. */
#include "config.h"

#include <string.h>

#include "queue/listing.h"

/* Numbers take seven bits a byte, the lowest first; the last is below 128. */
static void
put_number(struct buf *b, uint64_t n)
{
	for (; n >= 128; n /= 128)
		buf_add_byte(b, (char)(n % 128 + 128));
	buf_add_byte(b, (char)n);
}

static void
put_text(struct buf *b, const char *s)
{
	buf_add(b, view_make(s, strlen(s) + 1));
}

static uint64_t
take_number(struct view *rest)
{
	uint64_t n = 0;
	unsigned char c;
	unsigned shift = 0;

	do {
		c = (unsigned char)rest->p[0];
		n |= (uint64_t)(c % 128) << shift;
		shift += 7;
		*rest = view_from(*rest, 1);
	} while (c >= 128);
	return n;
}

/* A string that ends in the packed bytes. */
static const char *
take_text(struct view *rest)
{
	const char *s = rest->p;

	*rest = view_from(*rest, strlen(s) + 1);
	return s;
}

static void
put_recipient(struct buf *b, const struct journal_recipient *r)
{
	put_number(b, r->of.index);
	put_number(b, r->state);
	put_number(b, r->attempts);
	put_number(b, (uint64_t)r->due);
	put_text(b, r->address);
	put_text(b, r->relay);
	put_text(b, r->reply);
}

bool
listing_pack(const struct message *m, const struct journal *j, struct buf *b)
{
	if (j->whole != 0 && j->n == 0)
		return false;
	put_number(b, m->uid);
	put_number(b, (uint64_t)m->time);
	put_number(b, m->size);
	put_text(b, m->sender);
	put_text(b, m->user);
	put_number(b, m->n_recipients);
	buf_add(b, buf_view(&m->recipients));
	put_number(b, (uint64_t)j->since);
	put_number(b, j->whole != 0 ? j->n : 0);
	for (unsigned i = 0; j->whole != 0 && i < j->n; i++)
		put_recipient(b, &j->list[i]);
	return !b->failed;
}

static bool
unpack_message(struct view *rest, struct message *m)
{
	uint64_t n;

	m->uid = (uid_t)take_number(rest);
	m->time = (int64_t)take_number(rest);
	m->size = take_number(rest);
	view_copy(view_of(take_text(rest)), m->sender, sizeof(m->sender));
	view_copy(view_of(take_text(rest)), m->user, sizeof(m->user));
	for (n = take_number(rest); n > 0; n--) {
		const char *s = take_text(rest);

		buf_add(&m->recipients, view_make(s, strlen(s) + 1));
		m->n_recipients++;
	}
	return !m->recipients.failed;
}

static bool
unpack_recipient(struct view *rest, struct journal *j)
{
	/* What is to be known of it is not packed: nobody asks. */
	struct journal_origin of = {.index = (unsigned)take_number(rest)};
	struct journal_recipient r = {
	    .state = (enum journal_state)take_number(rest),
	    .attempts = (unsigned)take_number(rest),
	    .due = (int64_t)take_number(rest),
	};
	const char *address = take_text(rest), *relay = take_text(rest);
	const char *reply = take_text(rest);
	unsigned n = j->n;

	if (journal_add(j, of, view_of(address), NULL) != ERROR_NONE ||
	    j->n == n)
		return false;
	j->list[n].state = r.state;
	j->list[n].attempts = r.attempts;
	j->list[n].due = r.due;
	return journal_set_words(&j->list[n], view_of(relay), view_of(reply));
}

bool
listing_unpack(struct view packed, struct listing *l)
{
	uint64_t n;
	bool ok;

	listing_clear(l);
	ok = unpack_message(&packed, &l->m);
	l->j.since = (int64_t)take_number(&packed);
	n = take_number(&packed);
	if (ok && n == 0)
		ok = listing_add_own(l, NULL) == ERROR_NONE;
	for (; ok && n > 0; n--)
		ok = unpack_recipient(&packed, &l->j);
	if (!ok)
		listing_clear(l);
	return ok;
}
