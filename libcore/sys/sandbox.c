/* SPDX-License-Identifier: ISC */
/* The Landlock system calls. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/sandbox.h"

#ifdef HAVE_LANDLOCK
#include <linux/landlock.h>

/* Everything of Landlock's first version: what is handled is forbidden. */
#define HANDLED ((1ULL << 13) - 1)
#define READ_FILE ((unsigned long long)LANDLOCK_ACCESS_FS_READ_FILE)
#define READ_DIR ((unsigned long long)LANDLOCK_ACCESS_FS_READ_DIR)

/* Allows reading below one path; a path that does not exist needs no rule. */
static bool
allow(int ruleset, const char *path)
{
	struct landlock_path_beneath_attr rule = {
	    .allowed_access = READ_FILE,
	};
	struct stat st;
	bool ok;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT || errno == EACCES;
	if (fstat(rule.parent_fd, &st) == 0 && S_ISDIR(st.st_mode))
		rule.allowed_access |= READ_DIR;
	ok = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		 &rule, 0) == 0;
	close(rule.parent_fd);
	return ok;
}

enum error_code
sandbox_read_only(const char *const *paths, size_t n, struct error *e)
{
	struct landlock_ruleset_attr attr = {.handled_access_fs = HANDLED};
	int ruleset;
	bool ok = true;

	ruleset =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (ruleset < 0)
		return error_set_errno(e,
		    errno == ENOSYS || errno == EOPNOTSUPP ? ERROR_NOTFOUND
							   : ERROR_SYSTEM,
		    "Landlock");
	for (size_t i = 0; i < n && ok; i++)
		ok = allow(ruleset, paths[i]);
	ok = ok && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	if (!ok)
		error_set_errno(e, ERROR_SYSTEM, "Landlock");
	close(ruleset);
	return ok ? ERROR_NONE : ERROR_SYSTEM;
}

#else

enum error_code
sandbox_read_only(const char *const *paths, size_t n, struct error *e)
{
	(void)paths;
	(void)n;
	return error_set(e, ERROR_NOTFOUND, "Landlock: not built in");
}

#endif
