/* SPDX-License-Identifier: ISC */
/* Reports to senders. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "mail/dsn.h"
#include "mail/header.h"
#include "queue/pickup.h"
#include "sendmail-shim/postern-queue/report.h"
#include "sys/file.h"
#include "sys/io.h"
#include "sys/log.h"

/* A report: what is returned, a few lines a recipient, and the rest. */
#define REPORT_MAX                                                     \
	(LIMIT_HEADERS + JOURNAL_RECIPIENTS * 4 * LIMIT_MESSAGE_TEXT + \
	    MESSAGE_ENVELOPE)

/* FNV-1a, 64 bits. */
#define HASH_FIRST 0xcbf29ce484222325ULL
#define HASH_PRIME 0x100000001b3ULL

static bool
is_reported(const struct entry *en, unsigned i)
{
	return en->changed[i] && en->j.list[i].state == JOURNAL_BOUNCED;
}

/* Whether the sender wants to hear of failures (RFC 3461 4.1). */
static bool
is_wanted(const struct message *m)
{
	struct view rest = view_of(m->notify), word;

	if (m->sender[0] == '\0')
		return false;
	if (rest.n == 0)
		return true;
	while (view_split(&rest, ',', &word))
		if (view_eq_case_str(word, "FAILURE"))
			return true;
	return false;
}

static uint64_t
hash(uint64_t sum, const char *s)
{
	do
		sum = (sum ^ (unsigned char)*s) * HASH_PRIME;
	while (*s++ != '\0');
	return sum;
}

/* The same name for the same message and recipients. */
static void
name_report(const struct entry *en, char name[SPOOL_NAME + 1])
{
	uint64_t sum = hash(HASH_FIRST, en->name);
	struct item it = en->item;

	for (unsigned i = 0; i < en->j.n; i++)
		if (is_reported(en, i))
			sum = hash(sum, en->j.list[i].address);
	it.name[1] = sum;
	item_name(&it, name);
}

/* What is returned: the header section, or all of a short message when asked
 * for (RFC 3461 4.3).  Nothing when it cannot be read. */
static void
read_original(
    struct runner *r, const struct entry *en, struct buf *b, struct dsn *d)
{
	struct message m;
	struct error e;
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
	if (!d->whole)
		d->original =
		    view_before(d->original, header_section(d->original));
}

static struct dsn_recipient
recipient_of(const struct runner *r, const struct entry *en, unsigned i)
{
	const struct journal_recipient *to = &en->j.list[i];
	const char *original = message_recipient(&en->m, to->original);

	return (struct dsn_recipient){
	    .original = original != NULL ? original : to->address,
	    .final = to->address,
	    .reply = to->reply,
	    .expired = view_starts(view_of(to->reply), ENTRY_GIVEN_UP),
	    .attempt = r->now.wall,
	};
}

static bool
compose(const struct runner *r, const struct entry *en, const struct dsn *d,
    struct buf *b)
{
	dsn_begin(b, d);
	for (unsigned i = 0; i < en->j.n; i++) {
		struct dsn_recipient to = recipient_of(r, en, i);

		if (is_reported(en, i))
			dsn_add_line(b, &to);
	}
	dsn_begin_fields(b, d);
	for (unsigned i = 0; i < en->j.n; i++) {
		struct dsn_recipient to = recipient_of(r, en, i);

		if (is_reported(en, i))
			dsn_add_fields(b, &to);
	}
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

/* The text of the report, CRLF lines. */
static bool
write_text(struct runner *r, const struct entry *en, struct buf *text)
{
	struct dsn d = {.host = r->settings.host,
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

/* The whole spool file. */
static bool
write_file(const struct runner *r, const struct entry *en, struct view text,
    struct buf *b)
{
	struct message m;
	size_t at;
	bool ok;

	message_init(&m);
	m.uid = geteuid();
	m.time = r->now.wall;
	m.size = text.n;
	m.eight_bit = !view_is_ascii(text);
	m.longest = LIMIT_TEXT_LINE;
	ok = message_add_recipient(&m, view_of(en->m.sender), NULL) ==
		ERROR_NONE &&
	    message_encode(&m, b, &at) && buf_add(b, text);
	message_clear(&m);
	return ok;
}

/* Whether a message waits in the list or is in flight. */
static bool
is_listed(const struct runner *r, const struct item *it)
{
	for (unsigned i = 0; i < RUNNER_ENTRIES; i++)
		if (r->entries[i].stage != ENTRY_FREE &&
		    item_eq(&r->entries[i].item, it))
			return true;
	return list_has(&r->list, it);
}

/* Makes the file durable, unless an attempt before this one left it there. */
static enum error_code
write_once(
    const struct runner *r, const char *name, struct view file, struct error *e)
{
	int dir = r->store.dirs[SPOOL_QUEUE];

	if (faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
		return file_replace(dir, name, file, 0600, e);
	return fsync(dir) == 0 ? ERROR_NONE
			       : error_set_errno(e, ERROR_SYSTEM, "%s", name);
}

/* Queues it; one that is there already is as good. */
static bool
queue_report(
    struct runner *r, const struct entry *en, struct view file, struct error *e)
{
	char name[SPOOL_NAME + 1];
	struct item it;

	name_report(en, name);
	if (!list_make_room(&r->list)) {
		error_set(e, ERROR_MEMORY, "no memory");
		return false;
	}
	if (write_once(r, name, file, e) != ERROR_NONE)
		return false;
	it = item_of(view_of(name));
	if (is_listed(r, &it))
		return true;
	list_add(&r->list, &it);
	log_event(LOG_LEVEL_INFO, "mail: %s: a report to <%s> is queued as %s",
	    en->name, en->m.sender, name);
	return true;
}

static void
keep_instead(struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (is_reported(en, i))
			en->j.list[i].state = JOURNAL_FAILED;
}

bool
report_write(struct runner *r, struct entry *en, struct error *e)
{
	struct buf text, file;
	bool ok;

	if (!is_wanted(&en->m)) {
		keep_instead(en);
		return true;
	}
	buf_init(&text, REPORT_MAX);
	buf_init(&file, REPORT_MAX + MESSAGE_ENVELOPE);
	if (write_text(r, en, &text) &&
	    write_file(r, en, buf_view(&text), &file)) {
		ok = queue_report(r, en, buf_view(&file), e);
	} else {
		error_set(e, ERROR_MEMORY, "the report cannot be composed");
		ok = false;
	}
	buf_clear(&text);
	buf_clear(&file);
	return ok;
}
