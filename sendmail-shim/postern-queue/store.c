/* SPDX-License-Identifier: ISC */
/* The spool's directories and its lock. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "queue/journal.h"
#include "sendmail-shim/postern-queue/store.h"
#include "sys/deadline.h"
#include "sys/file.h"
#include "sys/io.h"

#define LOCK_FILE ".lock"
/* Between two looks at the lock. */
#define LOCK_STEP_MS 50
/* Names held back until the next sync; a full buffer syncs at once. */
#define JOURNALS_MAX (1024UL * (SPOOL_NAME + 1))

/* The lock belongs to the open file, so that relay-send holds it as well. */
static bool
try_lock(int fd, struct deadline d)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	while (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return false;
		if (deadline_passed(d)) {
			errno = EAGAIN;
			return false;
		}
		poll(NULL, 0, LOCK_STEP_MS);
	}
	return true;
}

static enum error_code
take_lock(struct store *s, const char *spool, int wait_ms, struct error *e)
{
	s->lock = openat(s->dirs[SPOOL_QUEUE], LOCK_FILE,
	    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->lock < 0)
		return error_set_errno(
		    e, ERROR_SYSTEM, "%s/queue/" LOCK_FILE, spool);
	if (try_lock(s->lock, deadline_in(wait_ms)))
		return ERROR_NONE;
	if (errno == EAGAIN)
		return error_set(e, ERROR_EXISTS,
		    "%s: another runner is at work there", spool);
	return error_set_errno(e, ERROR_SYSTEM, "%s/queue/" LOCK_FILE, spool);
}

enum error_code
store_open(struct store *s, const char *spool, int wait_ms, struct error *e)
{
	enum error_code code = ERROR_NONE;

	*s = (struct store){.lock = -1};
	buf_init(&s->journals, JOURNALS_MAX);
	known_init(&s->known, KNOWN_MAX);
	for (unsigned d = 0; d < SPOOL_DIRS; d++)
		s->dirs[d] = -1;
	for (unsigned d = SPOOL_DROP_NEW; d < SPOOL_DIRS; d++) {
		s->dirs[d] = spool_open_dir(spool, d);
		if (s->dirs[d] >= 0)
			continue;
		code = error_set_errno(
		    e, ERROR_SYSTEM, "%s/%s", spool, spool_dir_name(d));
		break;
	}
	if (code == ERROR_NONE)
		code = take_lock(s, spool, wait_ms, e);
	if (code != ERROR_NONE)
		store_close(s);
	return code;
}

void
store_close(struct store *s)
{
	for (unsigned d = 0; d < SPOOL_DIRS; d++)
		io_close(&s->dirs[d]);
	io_close(&s->lock);
	buf_clear(&s->journals);
	tally_clear(&s->tally);
	known_clear(&s->known);
}

bool
store_remove(struct store *s, const char *name, bool has_journal)
{
	struct view text = {name, strlen(name) + 1};

	if (has_journal && s->journals.max - s->journals.n < text.n &&
	    !store_sync(s))
		return false;
	if (has_journal && !buf_add(&s->journals, text)) {
		buf_clear(&s->journals);
		errno = ENOMEM;
		return false;
	}
	tally_subtract(&s->tally, s->dirs[SPOOL_QUEUE], name);
	if (unlinkat(s->dirs[SPOOL_QUEUE], name, 0) != 0 && errno != ENOENT) {
		tally_add(&s->tally, s->dirs[SPOOL_QUEUE], name);
		if (has_journal)
			s->journals.n -= text.n;
		return false;
	}
	known_forget(&s->known, name);
	s->removed = true;
	return true;
}

/* Moves a file; where its name is taken, under a new one.  What it is called
 * then is *as_out, name or other; NULL on failure. */
static bool
move_aside(int from_dir, const char *name, int to_dir,
    char other[SPOOL_NAME + 1], const char **as_out)
{
	if (file_move(from_dir, name, to_dir, name))
		*as_out = name;
	else if (errno == EEXIST && spool_new_name(other) &&
	    file_move(from_dir, name, to_dir, other))
		*as_out = other;
	else
		*as_out = NULL;
	return *as_out != NULL;
}

/* A journal follows its message, in the place of any that has none; where
 * that has gone (as is NULL) it may have been moved before. */
static void
move_journal(
    struct store *s, const char *name, enum spool_dir to, const char *as)
{
	char file[JOURNAL_NAME + 1], target[JOURNAL_NAME + 1];

	journal_name(name, file);
	journal_name(as != NULL ? as : name, target);
	if (!file_move(s->dirs[SPOOL_QUEUE], file, s->dirs[to], target) &&
	    as != NULL)
		renameat(s->dirs[SPOOL_QUEUE], file, s->dirs[to], target);
}

bool
store_give_up(struct store *s, const char *name)
{
	char other[SPOOL_NAME + 1];
	const char *as;

	known_forget(&s->known, name);
	if ((!move_aside(s->dirs[SPOOL_QUEUE], name, s->dirs[SPOOL_FAILED],
		 other, &as) &&
		errno != ENOENT) ||
	    fsync(s->dirs[SPOOL_FAILED]) != 0 ||
	    fsync(s->dirs[SPOOL_QUEUE]) != 0)
		return false;
	move_journal(s, name, SPOOL_FAILED, as);
	return true;
}

bool
store_quarantine(struct store *s, enum spool_dir from, const char *name)
{
	char other[SPOOL_NAME + 1];
	const char *as;

	known_forget(&s->known, name);
	if (from == SPOOL_QUEUE)
		tally_subtract(&s->tally, s->dirs[from], name);
	if (!move_aside(
		s->dirs[from], name, s->dirs[SPOOL_CORRUPT], other, &as)) {
		if (from == SPOOL_QUEUE)
			tally_add(&s->tally, s->dirs[from], name);
		return false;
	}
	if (from == SPOOL_QUEUE && spool_check_name(view_of(name)))
		move_journal(s, name, SPOOL_CORRUPT, as);
	return true;
}

bool
store_sync(struct store *s)
{
	const char *p = s->journals.p;
	char file[JOURNAL_NAME + 1];

	if (!s->removed)
		return true;
	if (fsync(s->dirs[SPOOL_QUEUE]) != 0)
		return false;
	s->removed = false;
	for (size_t i = 0; i < s->journals.n; i += strlen(p + i) + 1) {
		journal_name(p + i, file);
		unlinkat(s->dirs[SPOOL_QUEUE], file, 0);
	}
	buf_reset(&s->journals);
	return true;
}
