/* SPDX-License-Identifier: ISC */
/* Dropping to a system user. */
#include "config.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sys/drop.h"

static bool
is_now(uid_t uid, gid_t gid)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;

	return getresuid(&r, &e, &s) == 0 && getresgid(&rg, &eg, &sg) == 0 &&
	    r == uid && e == uid && s == uid && rg == gid && eg == gid &&
	    sg == gid;
}

enum error_code
drop_to_user(const char *user, struct error *e)
{
	struct passwd *pw;

	errno = 0;
	pw = getpwnam(user);
	if (pw == NULL)
		return error_set(e, ERROR_SETTINGS,
		    "system user %s does not exist (create it with "
		    "systemd-sysusers)",
		    user);
	if (pw->pw_uid == 0 || pw->pw_gid == 0)
		return error_set(e, ERROR_SETTINGS,
		    "system user %s is root or in its group", user);
	if (is_now(pw->pw_uid, pw->pw_gid))
		return ERROR_NONE;
	if (setgroups(0, NULL) != 0 ||
	    setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) != 0 ||
	    setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) != 0)
		return error_set_errno(
		    e, ERROR_SYSTEM, "becoming user %s", user);
	if (!is_now(pw->pw_uid, pw->pw_gid) || setuid(0) == 0)
		return error_set(e, ERROR_SYSTEM,
		    "becoming user %s left privileges behind", user);
	return ERROR_NONE;
}

bool
drop_harden(void)
{
	struct rlimit none = {0, 0};

	return setrlimit(RLIMIT_CORE, &none) == 0 &&
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}
