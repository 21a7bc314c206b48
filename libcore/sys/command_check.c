/* SPDX-License-Identifier: ISC */
/* Whether others can change or replace a command. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/view.h"
#include "sys/command.h"

/* Groups below are the system's: /usr/local/bin may be of one, "staff". */
#define FIRST_ORDINARY_GID 1000

static bool
is_ours(const struct stat *st)
{
	return st->st_uid == 0 || st->st_uid == geteuid();
}

/* Whether others can put another file into a directory in the place of one
 * that is ours. */
static bool
is_open(const struct stat *st)
{
	if ((st->st_mode & S_ISVTX) != 0)
		return false;
	return (st->st_mode & S_IWOTH) != 0 ||
	    ((st->st_mode & S_IWGRP) != 0 && st->st_gid >= FIRST_ORDINARY_GID);
}

static enum error_code
check_dir(const char *dir, struct error *e)
{
	struct stat st;

	if (stat(dir, &st) != 0)
		return error_set_errno(e, ERROR_SETTINGS, "%s", dir);
	if (!is_ours(&st))
		return error_set(e, ERROR_SETTINGS,
		    "%s: it belongs to user %u, who can replace what is in it "
		    "(chown root)",
		    dir, (unsigned)st.st_uid);
	if (is_open(&st))
		return error_set(e, ERROR_SETTINGS,
		    "%s: mode %04o lets others replace what is in it "
		    "(chmod go-w)",
		    dir, (unsigned)(st.st_mode & 07777));
	return ERROR_NONE;
}

/* Every directory that the path names. */
static enum error_code
check_way(const char *path, struct error *e)
{
	enum error_code code = ERROR_NONE;
	char dir[LIMIT_PATH];

	for (size_t n = 0; code == ERROR_NONE && path[n] != '\0'; n++) {
		if (path[n] != '/')
			continue;
		if (!view_copy(
			view_make(path, n > 0 ? n : 1), dir, sizeof(dir)))
			return error_set(
			    e, ERROR_SETTINGS, "%s: too long", path);
		code = check_dir(dir, e);
	}
	return code;
}

static enum error_code
check_file(const char *path, struct error *e)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return error_set_errno(e, ERROR_SETTINGS, "%s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(
		    e, ERROR_SETTINGS, "%s: not a regular file", path);
	if (!is_ours(&st))
		return error_set(e, ERROR_SETTINGS,
		    "%s: it belongs to user %u, who can change it (chown root)",
		    path, (unsigned)st.st_uid);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return error_set(e, ERROR_SETTINGS,
		    "%s: mode %04o lets others change it (chmod go-w)", path,
		    (unsigned)(st.st_mode & 07777));
	if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) != 0)
		return error_set(e, ERROR_SETTINGS,
		    "%s: this user cannot execute it (chmod +x)", path);
	return ERROR_NONE;
}

enum error_code
command_check(const char *path, struct error *e)
{
	enum error_code code = check_file(path, e);
	char *real;

	if (code == ERROR_NONE)
		code = check_way(path, e);
	if (code != ERROR_NONE)
		return code;
	real = realpath(path, NULL);
	if (real == NULL)
		return error_set_errno(e, ERROR_SETTINGS, "%s", path);
	code = check_way(real, e);
	free(real);
	return code;
}
