/* SPDX-License-Identifier: ISC */
/*
 * The aliases in memory: shared by what reads and what expands them.  A target
 * is an address, a name, or ALIASES_LIST_MARK and the path of a list.
 */
#ifndef MAIL_ALIASES_TABLE_H
#define MAIL_ALIASES_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/view.h"

/* No address and no name has a control character. */
#define ALIASES_LIST_MARK '\x01'

/* One entry of the file, or one list in another file. */
struct alias {
	char *name;         /* or path */
	char *wrong;        /* what is wrong with it, or NULL */
	struct buf targets; /* strings, each with its NUL */
	size_t id;          /* its place among all, from 0 */
	const char *file;   /* where it was named first: a file's name that */
	unsigned line;      /* lasts as long as the aliases do */
	unsigned depth;     /* of a list: lists above it */
};

/* Entries by name, hashed. */
struct aliases_table {
	bool cased;          /* upper and lower case are not the same */
	struct alias **list; /* in the order they came */
	size_t n;
	size_t size;    /* of list */
	size_t *places; /* index in list and one; 0: free */
	size_t n_places;
};

struct aliases {
	char *file;
	struct aliases_table names;
	struct aliases_table lists;
	size_t n;     /* entries in both */
	size_t bytes; /* of the texts of lists */
};

/* The entry of this name, or NULL. */
struct alias *aliases_table_find(
    const struct aliases_table *t, struct view name);

/* A new entry of a name that is not there yet; NULL when memory is short. */
struct alias *aliases_table_add(
    struct aliases_table *t, struct view name, size_t id);

void aliases_table_clear(struct aliases_table *t);

#endif
