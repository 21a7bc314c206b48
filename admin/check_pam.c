/* SPDX-License-Identifier: ISC */
/* Which PAM services ask our module, in both phases that decide. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "admin/check.h"
#include "base/limits.h"
#include "sys/file.h"

#define PAM_DIRECTORY "/etc/pam.d"

/* The phases in which a file names the module, as bits. */
enum { IN_AUTH = 1, IN_ACCOUNT = 2 };

static unsigned
phase_of(struct view line)
{
	struct view first;

	if (!view_word(&line, &first))
		return 0;
	if (first.n > 0 && first.p[0] == '-')
		first = view_from(first, 1);
	if (view_eq_case_str(first, "auth"))
		return IN_AUTH;
	return view_eq_case_str(first, "account") ? IN_ACCOUNT : 0;
}

static bool
names_module(struct view line)
{
	struct view word;

	while (view_word(&line, &word)) {
		word = view_from(word,
		    view_find(word, '/') < word.n
			? view_find_last(word, '/') + 1
			: 0);
		if (view_eq_str(word, "pam_imap.so"))
			return true;
	}
	return false;
}

static unsigned
phases_in(struct view text)
{
	struct view line;
	unsigned phases = 0;

	while (view_split(&text, '\n', &line)) {
		line = view_before(line, view_find(line, '#'));
		if (names_module(line))
			phases |= phase_of(line);
	}
	return phases;
}

static unsigned
check_service(struct report *r, const char *directory, const char *name)
{
	char path[LIMIT_PATH];
	struct error ignored;
	struct buf text;
	unsigned phases = 0;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	buf_init(&text, LIMIT_SETTINGS_FILE);
	if (file_read(path, &text, &ignored) == ERROR_NONE)
		phases = phases_in(buf_view(&text));
	buf_clear(&text);
	if (phases != 0)
		report_line(r, REPORT_OK, "PAM", "%s: asks pam_imap.so for%s%s",
		    path, (phases & IN_AUTH) != 0 ? " auth" : "",
		    (phases & IN_ACCOUNT) != 0 ? " account" : "");
	return phases;
}

void
check_pam_directory(struct report *r, const char *directory)
{
	DIR *dir = opendir(directory);
	const struct dirent *entry;
	unsigned phases = 0;

	if (dir == NULL) {
		report_line(r, REPORT_ERROR, "PAM", "%s: %s", directory,
		    strerror(errno));
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			phases |= check_service(r, directory, entry->d_name);
	closedir(dir);
	if (phases == 0)
		report_line(r, REPORT_ERROR, "PAM",
		    "no file in %s names pam_imap.so (pam-auth-update --enable "
		    "postern postern-password, or the lines of pam_imap(8))",
		    directory);
	else if (phases != (IN_AUTH | IN_ACCOUNT))
		report_line(r, REPORT_ERROR, "PAM",
		    "%s phase without pam_imap.so, which checks there what the "
		    "other does not (add its line of pam_imap(8))",
		    (phases & IN_AUTH) != 0 ? "account" : "auth");
}

void
check_pam(struct report *r)
{
	check_pam_directory(r, PAM_DIRECTORY);
}
