/* SPDX-License-Identifier: ISC */
/* The text of a report. */
#include "config.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "mail/dsn.h"
#include "mail/header.h"
#include "mail/international.h"
#include "queue/pickup.h"
#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/report_text.h"
#include "sys/io.h"

/* What is returned: the header section, or all of a short message when asked
 * for (RFC 3461 4.3).  Nothing when it cannot be read. */
static void
read_original(
    struct runner *r, const struct entry *en, struct buf *b, struct dsn *d)
{
	struct message m;
	struct error e;
	size_t n_header;
	int fd = -1;

	message_init(&m);
	if (pickup_open(r->store.dirs[SPOOL_QUEUE], en->name,
		r->config.drop_uid, &m, &fd, &e) == ERROR_NONE) {
		size_t want = m.size < LIMIT_HEADERS ? m.size : LIMIT_HEADERS;
		char *room = buf_room(b, want);
		ssize_t n =
		    room != NULL ? pread(fd, room, want, (off_t)m.offset) : -1;

		if (n > 0)
			buf_added(b, (size_t)n);
		d->whole = b->n == m.size && strcasecmp(m.ret, "FULL") == 0;
	}
	io_close(&fd);
	message_clear(&m);
	d->original = buf_view(b);
	n_header = header_section(d->original);
	d->international =
	    international_header(view_before(d->original, n_header));
	if (!d->whole)
		d->original = view_before(d->original, n_header);
}

static struct dsn_recipient
recipient_of(const struct runner *r, const struct entry *en, unsigned i)
{
	const struct journal_recipient *to = &en->j.list[i];
	const char *original = message_recipient(&en->m, to->of.index);

	return (struct dsn_recipient){
	    .original = original != NULL ? original : to->address,
	    .final = to->address,
	    .reply = to->reply,
	    .expired = view_starts(view_of(to->reply), ENTRY_GIVEN_UP),
	    .attempt = r->now.wall,
	};
}

/* A recipient for programs. */
static void
add_fields(const struct runner *r, const struct entry *en, unsigned i,
    const struct dsn *d, struct buf *b)
{
	struct dsn_recipient to = recipient_of(r, en, i);
	const char *orcpt = message_orcpt(&en->m, en->j.list[i].of.index);
	struct buf field;

	buf_init(&field, ORCPT_MAX + 1);
	if (orcpt_add_field(&field, view_of(orcpt)))
		to.orcpt = buf_str(&field);
	dsn_add_fields(b, d, &to);
	buf_clear(&field);
}

static bool
compose(const struct runner *r, const struct entry *en, const struct dsn *d,
    struct buf *b)
{
	dsn_begin(b, d);
	for (unsigned i = 0; i < en->j.n; i++) {
		struct dsn_recipient to = recipient_of(r, en, i);

		if (entry_is_for(en, i, d->kind))
			dsn_add_line(b, &to);
	}
	dsn_begin_fields(b, d);
	for (unsigned i = 0; i < en->j.n; i++)
		if (entry_is_for(en, i, d->kind))
			add_fields(r, en, i, d, b);
	return dsn_end(b, d);
}

/* The sender as the report's To field shows it: with a domain. */
static bool
add_sender(const struct runner *r, const struct message *m, struct buf *to)
{
	buf_add_str(to, m->sender);
	if (strchr(m->sender, '@') == NULL)
		buf_printf(to, "@%s", r->settings.domain);
	return buf_str(to) != NULL;
}

bool
report_text(struct runner *r, const struct entry *en, enum dsn_kind kind,
    struct buf *text)
{
	struct dsn d = {.kind = kind,
	    .until = entry_began(en) + SCHEDULE_MAX_AGE,
	    .host = r->settings.host,
	    .domain = r->settings.domain,
	    .id = en->name,
	    .envid = en->m.envid,
	    .arrival = en->m.time,
	    .now = r->now.wall};
	struct buf original, to;
	bool ok;

	buf_init(&to, LIMIT_ADDRESS + LIMIT_HOST + 1);
	buf_init(&original, LIMIT_HEADERS);
	read_original(r, en, &original, &d);
	ok = add_sender(r, &en->m, &to);
	d.to = to.p;
	ok = ok && compose(r, en, &d, text);
	buf_clear(&original);
	buf_clear(&to);
	return ok;
}
