/* SPDX-License-Identifier: ISC */
/* Whether the C library asks our NSS module. */
#include "config.h"

#include "admin/check.h"
#include "base/limits.h"
#include "sys/file.h"

#define NSSWITCH "/etc/nsswitch.conf"

/* The services of a database: what stands behind "name:". */
static struct view
find_database(struct view text, const char *name)
{
	struct view line;

	while (view_split(&text, '\n', &line)) {
		size_t colon;

		line = view_before(line, view_find(line, '#'));
		colon = view_find(line, ':');
		if (colon < line.n &&
		    view_eq_str(view_trim(view_before(line, colon)), name))
			return view_from(line, colon + 1);
	}
	return (struct view){NULL, 0};
}

/* The place of a service among the words, from 1; 0 when it is not there. */
static unsigned
place_of(struct view services, const char *name)
{
	struct view word;
	unsigned place = 0;

	while (view_word(&services, &word)) {
		place++;
		if (view_eq_str(word, name))
			return place;
	}
	return 0;
}

static void
check_database(
    struct report *r, const char *path, struct view text, const char *name)
{
	struct view services = find_database(text, name);
	unsigned imap = place_of(services, "imap");
	unsigned files = place_of(services, "files");

	if (imap == 0)
		report_line(r, REPORT_ERROR, "names",
		    "%s: %s: without imap, so no mailbox is an account (write: "
		    "%s: files imap, then what else is there)",
		    path, name, name);
	else if (files == 0 || files > imap)
		report_line(r, REPORT_ERROR, "names",
		    "%s: %s: imap before files (local accounts come first: "
		    "%s: files imap)",
		    path, name, name);
	else
		report_line(r, REPORT_OK, "names", "%s: %s: imap behind files",
		    path, name);
}

void
check_nsswitch_file(struct report *r, const char *path)
{
	struct error e;
	struct buf text;

	error_clear(&e);
	buf_init(&text, LIMIT_SETTINGS_FILE);
	if (file_read(path, &text, &e) != ERROR_NONE) {
		report_line(r, REPORT_ERROR, "names", "%s", e.text);
	} else {
		check_database(r, path, buf_view(&text), "passwd");
		check_database(r, path, buf_view(&text), "group");
	}
	buf_clear(&text);
}

void
check_nsswitch(struct report *r)
{
	check_nsswitch_file(r, NSSWITCH);
}
