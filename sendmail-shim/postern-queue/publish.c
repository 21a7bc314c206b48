/* SPDX-License-Identifier: ISC */
/* Telling queue-put the limits. */
#include "config.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sendmail-shim/postern-queue/publish.h"
#include "sendmail-shim/postern-queue/sweep.h"
#include "sys/file.h"
#include "sys/io.h"
#include "sys/log.h"

/* Seconds until uses are written again, and after a failure. */
#define PAUSE 1
#define PAUSE_FAILED 60
/* Users that are named; LIMIT_LIMITS_FILE holds their lines. */
#define USERS_MAX 65536

void
publish_init(struct publish *p)
{
	*p = (struct publish){.ready = false};
	limits_init(&p->limits);
	buf_init(&p->told, LIMIT_LIMITS_FILE);
}

void
publish_clear(struct publish *p)
{
	limits_clear(&p->limits);
	buf_clear(&p->told);
}

/* A user, or a group behind '@'; false when there is none of that name. */
static bool
add_name(struct limits *l, const char *name)
{
	const struct group *gr;
	const struct passwd *pw;

	if (name[0] == '@') {
		gr = getgrnam(name + 1);
		return gr != NULL && limits_add_group(l, gr->gr_gid);
	}
	pw = getpwnam(name);
	return pw != NULL && limits_add_submitter(l, pw->pw_uid);
}

/* Root's is there even if nobody is found: none at all means everybody. */
static void
add_submitters(struct limits *l, char *const *names)
{
	if (names == NULL)
		return;
	if (!limits_add_submitter(l, 0))
		log_event(LOG_LEVEL_ERROR, "settings: submitters: no memory");
	for (; *names != NULL; names++)
		if (!add_name(l, *names))
			log_event(LOG_LEVEL_WARN,
			    "settings: submitters: %s: there is no such %s",
			    *names, **names == '@' ? "group" : "user");
}

void
publish_settings(struct publish *p, const struct conf *c)
{
	limits_clear(&p->limits);
	p->limits.size = c->mail.message_size_limit;
	p->limits.free = c->mail.free_space;
	p->limits.messages = c->mail.user_messages;
	p->limits.bytes = c->mail.user_bytes;
	add_submitters(&p->limits, c->mail.submitters);
	p->ready = true;
	p->next = 0;
	buf_reset(&p->told); /* perhaps somebody has removed it */
}

static bool
write_file(struct store *s, const struct buf *text, struct error *e)
{
	int drop = openat(
	    s->dirs[SPOOL_DROP_NEW], "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok;

	if (drop < 0) {
		error_set_errno(e, ERROR_SYSTEM, "drop");
		return false;
	}
	sweep_limits(drop);
	ok = file_replace(drop, LIMITS_FILE, buf_view(text), 0644, e) ==
	    ERROR_NONE;
	io_close(&drop);
	return ok;
}

/* What the file is to say. */
static bool
compose(struct publish *p, struct store *s, struct buf *text)
{
	struct limits l = p->limits;
	bool ok =
	    tally_tell(&s->tally, &l, USERS_MAX) && limits_encode(&l, text);

	free(l.uses);
	return ok;
}

static void
write_limits(struct publish *p, struct store *s, int64_t now)
{
	struct error e = {.text = "no memory"};
	struct buf text;

	buf_init(&text, LIMIT_LIMITS_FILE);
	p->next = now + PAUSE;
	if (compose(p, s, &text) &&
	    (view_eq(buf_view(&text), buf_view(&p->told)) ||
		write_file(s, &text, &e))) {
		buf_clear(&p->told);
		p->told = text;
		return;
	}
	buf_clear(&text);
	s->tally.changed = true;
	p->next = now + PAUSE_FAILED;
	log_event(LOG_LEVEL_ERROR,
	    "spool: drop/" LIMITS_FILE
	    ": %s; what was written before holds for who sends mail",
	    e.text);
}

bool
publish_waits(const struct publish *p, const struct store *s)
{
	return p->ready && (s->tally.changed || p->told.n == 0);
}

void
publish_limits(struct publish *p, struct store *s, int64_t now)
{
	if (p->ready && p->next == 0)
		write_limits(p, s, now);
	else if (publish_waits(p, s) &&
	    (now >= p->next || tally_presses(&s->tally, &p->limits)))
		write_limits(p, s, now);
}

void
publish_rest(struct publish *p, struct store *s)
{
	if (publish_waits(p, s))
		write_limits(p, s, 0);
}
