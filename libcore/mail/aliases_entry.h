/* SPDX-License-Identifier: ISC */
/* One entry of the aliases file: its name and what it stands for. */
#ifndef MAIL_ALIASES_ENTRY_H
#define MAIL_ALIASES_ENTRY_H

#include <stdbool.h>

#include "base/view.h"
#include "mail/aliases.h"
#include "mail/aliases_table.h"

/* A file being read. */
struct aliases_reading {
	struct aliases *a;
	const char *file; /* that is read now, and the line of its entry */
	unsigned line;
	unsigned depth; /* 0: the aliases file, else of the list */
	bool failed;    /* memory is short */
	const struct aliases_reader *reader;
};

/*
 * Takes the next line that is neither empty nor a comment off the front of
 * *rest, without its end, and counts lines in *number.  False at the end.
 */
bool aliases_line_next(
    struct view *rest, unsigned *number, struct view *line_out);

/*
 * Tells of a problem in the file that is read, which entry (unless NULL) keeps
 * as what is wrong with it.
 */
void aliases_complain(struct aliases_reading *r, struct alias *entry,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/*
 * Adds the entry "name: target, ..." to r->a.  What is wrong with it goes to
 * the reader and into the entry; false only when memory is short.
 */
bool aliases_entry_take(struct aliases_reading *r, struct view text);

/* Adds the targets in text to entry, in the same way. */
bool aliases_entry_add(
    struct aliases_reading *r, struct alias *entry, struct view text);

#endif
