/* SPDX-License-Identifier: ISC */
/* Moving messages. */
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include "queue/journal.h"
#include "sendmail-shim/postern-queue/move.h"
#include "sys/file.h"

static int
move_file(
    struct store *s, const char *file, enum spool_dir from, enum spool_dir to)
{
	bool ok = to == MOVE_AWAY
	    ? unlinkat(s->dirs[from], file, 0) == 0
	    : file_move(s->dirs[from], file, s->dirs[to], file);

	return ok ? 0 : errno;
}

/* The tally follows. */
static void
move_message(struct store *s, struct move *m, enum spool_dir to)
{
	bool from_counts = tally_counts(m->from), to_counts = tally_counts(to);

	known_forget(&s->known, m->name);
	if (from_counts && !to_counts)
		tally_subtract(&s->tally, s->dirs[m->from], m->name);
	m->error = move_file(s, m->name, m->from, to);
	if (m->error != 0 && from_counts && !to_counts)
		tally_add(&s->tally, s->dirs[m->from], m->name);
	if (m->error == 0 && !from_counts && to_counts)
		tally_add(&s->tally, s->dirs[to], m->name);
}

/* Most messages have none. */
static void
move_journal(struct store *s, struct move *m, enum spool_dir to)
{
	char file[JOURNAL_NAME + 1];
	int error;

	journal_name(m->name, file);
	error = move_file(s, file, m->from, to);
	if (error != ENOENT)
		m->error = error;
}

static int
sync_dirs(struct store *s, const struct move *list, size_t n, enum spool_dir to)
{
	bool used[SPOOL_DIRS] = {false};

	for (size_t i = 0; i < n; i++)
		used[list[i].from] = true;
	if (to != MOVE_AWAY)
		used[to] = true;
	for (unsigned d = 0; d < SPOOL_DIRS; d++)
		if (used[d] && fsync(s->dirs[d]) != 0)
			return errno;
	return 0;
}

/* One half of each, durably; those that failed before are left out. */
static void
half(struct store *s, struct move *list, size_t n, enum spool_dir to,
    void (*fn)(struct store *s, struct move *m, enum spool_dir to))
{
	int error;

	for (size_t i = 0; i < n; i++)
		if (list[i].error == 0)
			fn(s, &list[i], to);
	error = sync_dirs(s, list, n, to);
	for (size_t i = 0; i < n && error != 0; i++)
		if (list[i].error == 0)
			list[i].error = error;
}

void
move_all(struct store *s, struct move *list, size_t n, enum spool_dir to)
{
	bool enters = to == SPOOL_QUEUE;

	for (size_t i = 0; i < n; i++)
		list[i].error = 0;
	half(s, list, n, to, enters ? move_journal : move_message);
	half(s, list, n, to, enters ? move_message : move_journal);
}
