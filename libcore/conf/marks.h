/* SPDX-License-Identifier: ISC */
/* Where the sections and keys of the settings file stand. */
#ifndef CONF_MARKS_H
#define CONF_MARKS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/view.h"

/* A section's head or a key in it. */
struct mark {
	unsigned section; /* sections are counted from 1 */
	unsigned line;
	struct view name; /* points into the scanned text */
	bool is_section;
};

/* In the order of the text. */
struct marks {
	struct mark *list;
	size_t n;
	size_t room;
};

/* Adds one behind the others; false when memory is short. */
bool marks_add(struct marks *m, struct mark mark);
void marks_clear(struct marks *m);

/* The key with this name in the last section; NULL without one. */
const struct mark *marks_find_key(const struct marks *m, struct view name);

/* The head of the last section; NULL without one. */
const struct mark *marks_last_section(const struct marks *m);

/* The line of the nth section (from 0) with this name; 0 without one. */
unsigned marks_section_line(
    const struct marks *m, const char *name, size_t nth);

/* The line of a key in that section; 0 without one. */
unsigned marks_key_line(
    const struct marks *m, const char *name, size_t nth, const char *key);

#endif
