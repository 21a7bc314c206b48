/* SPDX-License-Identifier: ISC */
/*
 * The settings file's text before libconfuse sees it: what must not be there
 * is refused, comments become blanks, and the line of each key is noted, since
 * libconfuse keeps none of that.
 */
#ifndef CONF_SCAN_H
#define CONF_SCAN_H

#include "base/buf.h"
#include "base/error.h"
#include "base/view.h"
#include "conf/marks.h"

/*
 * Scans the text of the file called name and appends it to out without its
 * comments, line for line.  ERROR_SETTINGS with file and line for a ${...}, a
 * control character, a string or comment without end, a key outside a section
 * or twice in one; ERROR_MEMORY.  *marks is to be cleared in either case and
 * lives as long as text.
 */
enum error_code scan_text(const char *name, struct view text,
    struct marks *marks, struct buf *out, struct error *e);

#endif
