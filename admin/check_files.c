/* SPDX-License-Identifier: ISC */
/* Owners and modes of what an installation lays down. */
#include "config.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>

#include "admin/check.h"
#include "base/names.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct expected {
	const char *path;
	const char *user;
	const char *group;
	mode_t mode;
};

static const char *const users[] = {
    NAMES_LOGIN_USER, NAMES_CHECK_USER, NAMES_QUEUE_USER, NAMES_DROP_USER};

static const struct expected directories[] = {
    {NAMES_CONF_DIR, "root", "root", 0755},
    {NAMES_RUN_DIR, "root", "root", 0755},
    {NAMES_LIB_DIR, "root", "root", 0755},
    {NAMES_USERS_DIR, NAMES_LOGIN_USER, NAMES_LOGIN_USER, 0755},
    {NAMES_USERS_DIR "/by-uid", NAMES_LOGIN_USER, NAMES_LOGIN_USER, 0755},
    {NAMES_USERS_DIR "/by-name", NAMES_LOGIN_USER, NAMES_LOGIN_USER, 0755},
    {NAMES_LIB_DIR "/login", NAMES_LOGIN_USER, NAMES_LOGIN_USER, 0700},
    {NAMES_SPOOL_DIR, "root", "root", 0755},
    {NAMES_SPOOL_DIR "/drop", NAMES_QUEUE_USER, NAMES_DROP_USER, 0710},
    {NAMES_SPOOL_DIR "/drop/tmp", NAMES_QUEUE_USER, NAMES_QUEUE_USER, 03777},
    {NAMES_SPOOL_DIR "/drop/new", NAMES_QUEUE_USER, NAMES_QUEUE_USER, 03777},
    {NAMES_SPOOL_DIR "/queue", NAMES_QUEUE_USER, NAMES_QUEUE_USER, 0700},
    {NAMES_SPOOL_DIR "/failed", NAMES_QUEUE_USER, NAMES_QUEUE_USER, 0700},
    {NAMES_SPOOL_DIR "/hold", NAMES_QUEUE_USER, NAMES_QUEUE_USER, 0700},
    {NAMES_SPOOL_DIR "/corrupt", NAMES_QUEUE_USER, NAMES_QUEUE_USER, 0700},
};

static const struct expected programs[] = {
    {NAMES_LOGIN_PROGRAM, "root", "root", 0755},
    {NAMES_CHECK_PROGRAM, "root", "root", 0755},
    {NAMES_PUT_PROGRAM, "root", NAMES_DROP_USER, 02755},
    {NAMES_SEND_PROGRAM, "root", "root", 0755},
    {NAMES_SBIN_DIR "/postern-queue", "root", "root", 0755},
    {NAMES_SBIN_DIR "/sendmail", "root", "root", 0755},
    {CHECK_PAM_MODULE, "root", "root", 0},
    {CHECK_NSS_MODULE, "root", "root", 0},
};

/* Whether owner, group and mode are as expected; mode 0: only root writes. */
static bool
as_expected(const struct expected *x, const struct stat *st)
{
	const struct passwd *pw = getpwnam(x->user);
	const struct group *gr = getgrnam(x->group);

	if (x->mode == 0)
		return st->st_uid == 0 &&
		    (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
	return pw != NULL && gr != NULL && st->st_uid == pw->pw_uid &&
	    st->st_gid == gr->gr_gid && (st->st_mode & 07777) == x->mode;
}

/* True when it is as it must be. */
static bool
check_one(struct report *r, const char *what, const struct expected *x,
    const char *missing)
{
	struct stat st;

	if (stat(x->path, &st) != 0)
		report_line(r, REPORT_ERROR, what, "%s: %s (%s)", x->path,
		    strerror(errno), missing);
	else if (!as_expected(x, &st) && x->mode == 0)
		report_line(r, REPORT_ERROR, what,
		    "%s: others than root can write it (chown root, chmod "
		    "go-w)",
		    x->path);
	else if (!as_expected(x, &st))
		report_line(r, REPORT_ERROR, what,
		    "%s: owner %u:%u, mode %04o (chown %s:%s, then chmod "
		    "%04o)",
		    x->path, (unsigned)st.st_uid, (unsigned)st.st_gid,
		    (unsigned)(st.st_mode & 07777), x->user, x->group,
		    (unsigned)x->mode);
	else
		return true;
	return false;
}

static void
check_all(struct report *r, const char *what, const struct expected *list,
    size_t n, const char *missing)
{
	size_t good = 0;

	for (size_t i = 0; i < n; i++)
		good += check_one(r, what, &list[i], missing);
	if (good == n)
		report_line(r, REPORT_OK, what,
		    "%zu with the right owners "
		    "and modes",
		    n);
}

void
check_system_users(struct report *r)
{
	size_t good = 0;

	for (size_t i = 0; i < COUNT(users); i++) {
		if (getpwnam(users[i]) != NULL && getgrnam(users[i]) != NULL)
			good++;
		else
			report_line(r, REPORT_ERROR, "system users",
			    "%s: no such user and group (systemd-sysusers)",
			    users[i]);
	}
	if (good == COUNT(users))
		report_line(r, REPORT_OK, "system users", "all %zu are there",
		    COUNT(users));
}

void
check_directories(struct report *r)
{
	check_all(r, "directories", directories, COUNT(directories),
	    "systemd-tmpfiles --create");
}

void
check_programs(struct report *r)
{
	check_all(
	    r, "programs", programs, COUNT(programs), "install Postern again");
}
