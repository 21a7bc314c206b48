/* SPDX-License-Identifier: ISC */
/* Taking messages in. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "queue/pickup.h"
#include "sendmail-shim/postern-queue/expand.h"
#include "sendmail-shim/postern-queue/intake.h"
#include "sendmail-shim/postern-queue/shown.h"
#include "sys/file.h"
#include "sys/io.h"
#include "sys/log.h"

/* Messages taken in a turn: between them, outcomes are read. */
#define BATCH 64
/* Seconds between two complaints about files that cannot be taken in. */
#define QUIET 600

/* Says, but not all the time, that a file stays where it is. */
static void
complain(struct runner *r, const char *name, const char *why)
{
	if (r->now.mono < r->quiet_until)
		return;
	r->quiet_until = r->now.mono + QUIET;
	log_event(LOG_LEVEL_ERROR,
	    "spool: %s: it stays where it is, perhaps with others: %s", name,
	    why);
}

void
intake_quarantine(struct runner *r, enum spool_dir from, const char *name,
    const struct error *why)
{
	if (store_quarantine(&r->store, from, name))
		log_event(LOG_LEVEL_ERROR,
		    "spool: %s: %s; moved from %s to corrupt", name, why->text,
		    spool_dir_name(from));
	else if (errno != ENOENT)
		complain(r, name, strerrordesc_np(errno));
}

/* Whether queue/ has a message or a journal of this name. */
static bool
is_taken(const struct runner *r, const char *name)
{
	return faccessat(r->store.dirs[SPOOL_QUEUE], name, F_OK,
		   AT_SYMLINK_NOFOLLOW) == 0;
}

/*
 * Journal, then move: a crash in between leaves a journal that the next start
 * overwrites.  queue_name differs from name only when somebody chose one that
 * is taken.
 */
static enum error_code
take(struct runner *r, const char *name, const char *queue_name,
    const struct message *m, struct error *e)
{
	struct journal j;
	bool aliases = false;
	enum error_code code;

	journal_init(&j);
	code = expand_message(r, m, &j, &aliases, e);
	if (code == ERROR_NONE && aliases)
		code = journal_save(
		    r->store.dirs[SPOOL_QUEUE], queue_name, m, &j, e);
	if (code == ERROR_NONE &&
	    !file_move(r->store.dirs[SPOOL_DROP_NEW], name,
		r->store.dirs[SPOOL_QUEUE], queue_name))
		code = error_set_errno(e, ERROR_SYSTEM, "%s", name);
	if (code == ERROR_NONE) {
		tally_add(
		    &r->store.tally, r->store.dirs[SPOOL_QUEUE], queue_name);
		known_note(&r->store.known, queue_name, m, &j);
	}
	journal_clear(&j);
	return code;
}

static void
log_taken(const struct message *m, const char *name)
{
	char sender[SHOWN_ADDRESS];

	log_event(LOG_LEVEL_INFO,
	    "mail: %s: taken in: from=<%s> uid=%u%s%s size=%llu recipients=%u",
	    name, shown_address(m->sender, sender), (unsigned)m->uid,
	    m->user[0] != '\0' ? " user=" : "", m->user,
	    (unsigned long long)m->size, m->n_recipients);
}

static enum error_code
take_message(struct runner *r, const char *name, struct error *e)
{
	char other[SPOOL_NAME + 1];
	const char *queue_name = name;
	struct message m;
	struct item it;
	enum error_code code;
	int fd = -1;

	if (!spool_check_name(view_of(name)))
		return error_set(e, ERROR_INPUT, "not a queue id");
	message_init(&m);
	code = pickup_open(r->store.dirs[SPOOL_DROP_NEW], name,
	    r->config.drop_uid, &m, &fd, e);
	io_close(&fd);
	if (code == ERROR_NONE && !list_make_room(&r->list))
		code = error_set(e, ERROR_MEMORY, "no memory");
	if (code == ERROR_NONE && is_taken(r, name)) {
		queue_name = other;
		if (!spool_new_name(other))
			code = error_set_errno(e, ERROR_SYSTEM, "%s", name);
	}
	if (code == ERROR_NONE)
		code = take(r, name, queue_name, &m, e);
	if (code == ERROR_NONE) {
		it = item_of(view_of(queue_name));
		list_add(&r->list, &it);
		log_taken(&m, queue_name);
	}
	message_clear(&m);
	return code;
}

/* One entry of drop/new; true when it was taken in. */
static bool
take_file(struct runner *r, const char *name)
{
	struct error e;

	switch (take_message(r, name, &e)) {
	case ERROR_NONE:
		return true;
	case ERROR_NOTFOUND:
		break;
	case ERROR_INPUT:
	case ERROR_LIMIT:
		intake_quarantine(r, SPOOL_DROP_NEW, name, &e);
		break;
	default:
		complain(r, name, e.text); /* the next look sees it again */
	}
	return false;
}

static bool
open_scan(struct runner *r)
{
	int fd = openat(r->store.dirs[SPOOL_DROP_NEW], ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	r->intake = fd >= 0 ? fdopendir(fd) : NULL;
	if (r->intake == NULL)
		io_close(&fd);
	return r->intake != NULL;
}

static void
close_scan(struct runner *r)
{
	closedir(r->intake);
	r->intake = NULL;
}

bool
intake_some(struct runner *r)
{
	struct dirent *d = NULL;
	unsigned taken = 0, seen = 0;

	if (r->intake == NULL && !r->rescan)
		return false;
	if (r->intake == NULL) {
		if (!open_scan(r))
			return false;
		r->rescan = false;
	}
	while (seen < BATCH && (d = readdir(r->intake)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		seen++;
		taken += take_file(r, d->d_name);
	}
	if (d == NULL)
		close_scan(r);
	/* Moving files away may hide others from the same reading. */
	r->rescan |= taken != 0;
	if (taken != 0 &&
	    (fsync(r->store.dirs[SPOOL_QUEUE]) != 0 ||
		fsync(r->store.dirs[SPOOL_DROP_NEW]) != 0))
		log_event(LOG_LEVEL_ERROR, "spool: syncing queue: %s",
		    strerrordesc_np(errno));
	return r->intake != NULL || r->rescan;
}
