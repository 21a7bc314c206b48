/* SPDX-License-Identifier: ISC */
/* Whether others can change or replace a command. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/command.h"
#include "sys/command_way.h"

static enum error_code
check_file(const char *path, struct error *e)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return error_set_errno(e, ERROR_SETTINGS, "%s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(
		    e, ERROR_SETTINGS, "%s: not a regular file", path);
	if (st.st_uid != 0 && st.st_uid != geteuid())
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

	return code == ERROR_NONE ? command_check_way(path, e) : code;
}
