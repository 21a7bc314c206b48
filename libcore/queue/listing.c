/* SPDX-License-Identifier: ISC */
/* Describing messages. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "queue/listing.h"
#include "queue/pickup.h"

void
listing_init(struct listing *l)
{
	*l = (struct listing){.place = CONTROL_NEW};
	message_init(&l->m);
	journal_init(&l->j);
}

void
listing_clear(struct listing *l)
{
	message_clear(&l->m);
	journal_clear(&l->j);
}

enum spool_dir
listing_dir(enum control_place place)
{
	static const enum spool_dir dirs[CONTROL_PLACES] = {
	    [CONTROL_NEW] = SPOOL_DROP_NEW,
	    [CONTROL_QUEUE] = SPOOL_QUEUE,
	    [CONTROL_HELD] = SPOOL_HOLD,
	    [CONTROL_GIVEN] = SPOOL_FAILED,
	};

	return dirs[place];
}

enum error_code
listing_add_own(struct listing *l, struct error *e)
{
	const char *p = l->m.recipients.p;
	enum error_code code = ERROR_NONE;

	for (unsigned i = 0; i < l->m.n_recipients && code == ERROR_NONE; i++) {
		code =
		    journal_add(&l->j, journal_origin(&l->m, i), view_of(p), e);
		p += strlen(p) + 1;
	}
	return code;
}

enum error_code
listing_load(struct listing *l, int dir_fd, const char *name,
    enum control_place place, bool journal, uid_t drop_uid, struct error *e)
{
	enum error_code code;
	int fd;

	listing_clear(l);
	l->place = place;
	if (!view_copy(view_of(name), l->name, sizeof(l->name)))
		return error_set(e, ERROR_INPUT, "%s: not a queue id", name);
	code = pickup_open(dir_fd, name, drop_uid, &l->m, &fd, e);
	if (code != ERROR_NONE)
		return code;
	close(fd);
	code = place != CONTROL_NEW && journal
	    ? journal_load(dir_fd, name, &l->m, &l->j, e)
	    : ERROR_NOTFOUND;
	return code == ERROR_NOTFOUND ? listing_add_own(l, e) : code;
}

static bool
has_recipient(const struct listing *l, const char *text)
{
	for (unsigned i = 0; i < l->j.n; i++) {
		const struct journal_recipient *r = &l->j.list[i];
		const char *original = message_recipient(&l->m, r->of.index);

		if (strcasestr(r->address, text) != NULL ||
		    (original != NULL && strcasestr(original, text) != NULL))
			return true;
	}
	return false;
}

bool
listing_matches(const struct listing *l, const struct control_query *q)
{
	return strcasestr(l->name, q->id) != NULL &&
	    strcasestr(l->m.sender, q->sender) != NULL &&
	    (q->recipient[0] == '\0' || has_recipient(l, q->recipient));
}

static void
copy(const char *from, char *dst, size_t size)
{
	view_copy(view_before(view_of(from), size - 1), dst, size);
}

void
listing_message(const struct listing *l, struct control_message *out)
{
	*out = (struct control_message){
	    .time = l->m.time,
	    .size = l->m.size,
	    .uid = l->m.uid,
	    .place = l->place,
	};
	copy(l->name, out->id, sizeof(out->id));
	copy(l->m.sender, out->sender, sizeof(out->sender));
	copy(l->m.user, out->user, sizeof(out->user));
}

void
listing_recipient(
    const struct listing *l, unsigned i, struct control_recipient *out)
{
	const struct journal_recipient *r = &l->j.list[i];
	const char *original = message_recipient(&l->m, r->of.index);

	*out = (struct control_recipient){
	    .state = r->state,
	    .attempts = r->attempts,
	    .due = r->due,
	};
	copy(r->address, out->address, sizeof(out->address));
	copy(original != NULL ? original : r->address, out->original,
	    sizeof(out->original));
	copy(r->relay, out->relay, sizeof(out->relay));
	copy(r->reply, out->reply, sizeof(out->reply));
}
