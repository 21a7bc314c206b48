/* SPDX-License-Identifier: ISC */
/* Lists in other files, which aliases name with :include:. */
#ifndef MAIL_ALIASES_LIST_H
#define MAIL_ALIASES_LIST_H

#include <stdbool.h>

#include "base/view.h"
#include "mail/aliases_entry.h"

/*
 * Adds the list at path to entry's targets; it is read later.  What is wrong
 * goes to the reader and into the entry; false only when memory is short.
 */
bool aliases_list_add(
    struct aliases_reading *r, struct alias *entry, struct view path);

/* Reads all lists that were named, and those that they name.  False only when
 * memory is short. */
bool aliases_list_read_all(struct aliases_reading *r);

#endif
