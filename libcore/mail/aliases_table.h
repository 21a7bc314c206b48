/* SPDX-License-Identifier: ISC */
/* The aliases in memory: shared by what reads and what expands them. */
#ifndef MAIL_ALIASES_TABLE_H
#define MAIL_ALIASES_TABLE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/view.h"

/* One entry of the file. */
struct alias {
	char *name;
	char *wrong;        /* what is wrong with it, or NULL */
	struct buf targets; /* strings, each with its NUL */
};

struct aliases {
	char *file;
	struct alias *list;
	size_t n;
	size_t size; /* of list */
};

/* The entry of this name, or NULL. */
const struct alias *aliases_table_find(
    const struct aliases *a, struct view name);

#endif
