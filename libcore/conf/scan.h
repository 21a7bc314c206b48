/* SPDX-License-Identifier: ISC */
/*
 * The settings file's text before libconfuse sees it: what must not be there
 * is refused, comments become blanks, and the line of each key is noted, since
 * libconfuse keeps none of that.
 */
#ifndef CONF_SCAN_H
#define CONF_SCAN_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/view.h"

/* A section's head (key is empty) or a key in it. */
struct scan_mark {
	unsigned section; /* sections are counted from 1 */
	unsigned line;
	struct view name; /* points into the scanned text */
	bool is_section;
};

struct scan {
	struct scan_mark *marks;
	size_t n_marks;
	size_t room;
};

/*
 * Scans the text of the file called name and appends it to out without its
 * comments, line for line.  ERROR_SETTINGS with file and line for a ${...}, a
 * control character, a string or comment without end, a key outside a section
 * or twice in one; ERROR_MEMORY.  *s is to be cleared in either case and lives
 * as long as text.
 */
enum error_code scan_text(const char *name, struct view text, struct scan *s,
    struct buf *out, struct error *e);
void scan_clear(struct scan *s);

/* The line of the nth section (from 0) with this name; 0 without one. */
unsigned scan_section_line(const struct scan *s, const char *name, size_t nth);

/* The line of a key in that section; the section's own without one. */
unsigned scan_key_line(
    const struct scan *s, const char *name, size_t nth, const char *key);

#endif
