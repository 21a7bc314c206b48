/* SPDX-License-Identifier: ISC */
/* Lines of the log, by the users who cause them: leaky buckets. */
#include "config.h"

#include "pam_imap/daemon/hush.h"
#include "sys/log.h"

#define MILLISECOND INT64_C(1000000)
/* What a line weighs: the time until it is forgotten. */
#define WEIGHT (LIMIT_USER_LINES_MS * MILLISECOND / LIMIT_USER_LINES)

void
hush_init(struct hush *h)
{
	*h = (struct hush){.due = deadline_never()};
}

/* Whether there is nothing to remember of it. */
static bool
is_idle(const struct hush_user *u, int64_t now)
{
	return u->empty_at <= now && u->left == 0;
}

static void
drop_idle(struct hush *h, int64_t now)
{
	for (unsigned i = 0; i < h->n;) {
		if (is_idle(&h->users[i], now))
			h->users[i] = h->users[--h->n];
		else
			i++;
	}
}

/* A user's bucket; the last when there is no other. */
static struct hush_user *
find(struct hush *h, uid_t uid, int64_t now)
{
	for (unsigned i = 0; i < h->n; i++)
		if (h->users[i].uid == uid)
			return &h->users[i];
	drop_idle(h, now);
	if (h->n == LIMIT_HUSHED)
		return &h->users[LIMIT_HUSHED];
	h->users[h->n] = (struct hush_user){.uid = uid};
	return &h->users[h->n++];
}

bool
hush_may_log(struct hush *h, uid_t uid, int64_t now)
{
	struct hush_user *u;

	if (uid == 0)
		return true;
	u = find(h, uid, now);
	if (u->empty_at < now)
		u->empty_at = now;
	if (u->empty_at - now <= WEIGHT * (LIMIT_USER_LINES - 1)) {
		u->empty_at += WEIGHT;
		return true;
	}
	if (u->left++ == 0)
		h->due = deadline_min(h->due, deadline_in(LIMIT_USER_LINES_MS));
	return false;
}

void
hush_report(struct hush *h)
{
	for (unsigned i = 0; i < h->n; i++) {
		struct hush_user *u = &h->users[i];

		if (u->left > 0)
			log_event(LOG_LEVEL_WARN,
			    "request: from user %u: %u more lines are left "
			    "out (look at what it asks so often)",
			    (unsigned)u->uid, u->left);
		u->left = 0;
	}
	if (h->users[LIMIT_HUSHED].left > 0)
		log_event(LOG_LEVEL_WARN,
		    "request: from other users: %u more lines are left out",
		    h->users[LIMIT_HUSHED].left);
	h->users[LIMIT_HUSHED].left = 0;
	h->due = deadline_never();
}
