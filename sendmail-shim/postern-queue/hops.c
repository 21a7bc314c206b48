/* SPDX-License-Identifier: ISC */
/* Counting Received fields. */
#include "config.h"

#include <unistd.h>

#include "mail/header.h"
#include "sendmail-shim/postern-queue/hops.h"

/* Header bytes that are looked at: fifty fields and plenty around them. */
#define LOOKED_AT (64UL * 1024)

static unsigned
count(struct view text)
{
	struct header_field field;
	unsigned n = 0;

	while (header_next(&text, &field))
		n += header_is(&field, "Received");
	return n;
}

static bool
is_fresh(const struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (en->j.list[i].attempts != 0)
			return false;
	return en->j.n != 0;
}

static void
refuse(struct entry *en, struct moment now)
{
	for (unsigned i = 0; i < en->j.n; i++) {
		struct journal_recipient *to = &en->j.list[i];

		if (journal_state_done(to->state))
			continue;
		journal_set_words(to, view_of(""),
		    view_of("554 5.4.6 it went through too many hosts: a "
			    "loop"));
		entry_conclude(en, i, outcome_of(HANDOVER_BOUNCED), now, 0);
	}
}

void
hops_check(struct entry *en, int fd, struct moment now)
{
	size_t want = en->m.size < LOOKED_AT ? en->m.size : LOOKED_AT;
	struct buf b;
	char *room;
	ssize_t n;

	if (!is_fresh(en))
		return;
	buf_init(&b, LOOKED_AT);
	room = buf_room(&b, want);
	n = room != NULL ? pread(fd, room, want, (off_t)en->m.offset) : -1;
	if (n > 0) {
		buf_added(&b, (size_t)n);
		if (count(buf_view(&b)) > HOPS_MAX)
			refuse(en, now);
	}
	buf_clear(&b);
}
