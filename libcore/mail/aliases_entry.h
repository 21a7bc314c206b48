/* SPDX-License-Identifier: ISC */
/* One entry of the aliases file: its name and what it stands for. */
#ifndef MAIL_ALIASES_ENTRY_H
#define MAIL_ALIASES_ENTRY_H

#include <stdbool.h>

#include "base/view.h"
#include "mail/aliases.h"

/* A file being read. */
struct aliases_reading {
	struct aliases *a;
	unsigned line; /* of the entry, for texts */
	bool failed;   /* memory is short */
	aliases_problem_fn *fn;
	void *arg;
};

/*
 * Adds the entry "name: target, ..." to r->a.  What is wrong with it goes to
 * r->fn and into the entry; false only when memory is short.
 */
bool aliases_entry_take(struct aliases_reading *r, struct view text);

#endif
