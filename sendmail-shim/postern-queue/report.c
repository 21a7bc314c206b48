/* SPDX-License-Identifier: ISC */
/* Reports to senders. */
#include "config.h"

#include <fcntl.h>
#include <unistd.h>

#include "sendmail-shim/postern-queue/report.h"
#include "sendmail-shim/postern-queue/report_text.h"
#include "sendmail-shim/postern-queue/shown.h"
#include "sys/file.h"
#include "sys/log.h"

/* A report: what is returned, a few lines a recipient, and the rest. */
#define REPORT_MAX                                                     \
	(LIMIT_HEADERS + JOURNAL_RECIPIENTS * 4 * LIMIT_MESSAGE_TEXT + \
	    MESSAGE_ENVELOPE)

/* FNV-1a, 64 bits. */
#define HASH_FIRST 0xcbf29ce484222325ULL
#define HASH_PRIME 0x100000001b3ULL

/* What each is called in the log. */
static const char *const kinds[DSN_KINDS] = {
    [DSN_FAILED] = "report",
    [DSN_DELAYED] = "warning of the delay",
    [DSN_RELAYED] = "report of success",
};

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
name_report(
    const struct entry *en, enum dsn_kind kind, char name[SPOOL_NAME + 1])
{
	uint64_t sum = hash(HASH_FIRST + kind, en->name);
	struct item it = en->item;

	for (unsigned i = 0; i < en->j.n; i++)
		if (entry_is_for(en, i, kind))
			sum = hash(sum, en->j.list[i].address);
	it.name[1] = sum;
	item_name(&it, name);
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
queue_report(struct runner *r, const struct entry *en, enum dsn_kind kind,
    struct view file, struct error *e)
{
	char name[SPOOL_NAME + 1], sender[SHOWN_ADDRESS];
	struct item it;

	name_report(en, kind, name);
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
	tally_add(&r->store.tally, r->store.dirs[SPOOL_QUEUE], name);
	log_event(LOG_LEVEL_INFO, "mail: %s: a %s to <%s> is queued as %s",
	    en->name, kinds[kind], shown_address(en->m.sender, sender), name);
	return true;
}

bool
report_write(
    struct runner *r, struct entry *en, enum dsn_kind kind, struct error *e)
{
	struct buf text, file;
	bool ok;

	buf_init(&text, REPORT_MAX);
	buf_init(&file, REPORT_MAX + MESSAGE_ENVELOPE);
	if (report_text(r, en, kind, &text) &&
	    write_file(r, en, buf_view(&text), &file)) {
		ok = queue_report(r, en, kind, buf_view(&file), e);
	} else {
		error_set(e, ERROR_MEMORY, "the report cannot be composed");
		ok = false;
	}
	buf_clear(&text);
	buf_clear(&file);
	return ok;
}
