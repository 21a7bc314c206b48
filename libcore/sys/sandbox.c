/* SPDX-License-Identifier: ISC */
/* The Landlock system calls. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sys/sandbox.h"

#ifdef HAVE_LANDLOCK
#include <linux/landlock.h>

/* What younger headers name: rights of later versions, by their numbers. */
#define REFER (1ULL << 13)
#define TRUNCATE (1ULL << 14)
#define IOCTL_DEV (1ULL << 15)
#define TCP_ALL 3ULL
#define SCOPE_ALL 3ULL

/* What each version can forbid; all that is handled is forbidden. */
static const struct {
	uint64_t files;
	uint64_t net;
	uint64_t scope; /* abstract sockets and signals of those outside */
} versions[] = {
    {(1ULL << 13) - 1, 0, 0},
    {REFER, 0, 0},
    {TRUNCATE, 0, 0},
    {0, TCP_ALL, 0},
    {IOCTL_DEV, 0, 0},
    {0, 0, SCOPE_ALL},
};

#define VERSIONS (sizeof(versions) / sizeof(versions[0]))

/* The kernel's attributes; an older one takes zeros for what it has not. */
struct attributes {
	uint64_t files;
	uint64_t net;
	uint64_t scope;
};

#define READ_FILE ((uint64_t)LANDLOCK_ACCESS_FS_READ_FILE)
#define READ_DIR ((uint64_t)LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_FILE ((uint64_t)LANDLOCK_ACCESS_FS_WRITE_FILE)
#define MAKE                                                            \
	((uint64_t)(LANDLOCK_ACCESS_FS_MAKE_REG |                       \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SYM | \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR))

/* What a rule on a file may speak of, and one on a directory. */
#define OF_FILE (READ_FILE | WRITE_FILE | TRUNCATE)
#define READING (READ_FILE | READ_DIR)
#define WRITING (READING | WRITE_FILE | TRUNCATE | MAKE | REFER)

/* Everything that this kernel can forbid; the number of its version. */
static long
get_handled(bool tcp, struct attributes *out)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	*out = (struct attributes){0, 0, 0};
	for (long i = 0; i < version && i < (long)VERSIONS; i++) {
		out->files |= versions[i].files;
		out->net |= tcp ? 0 : versions[i].net;
		out->scope |= versions[i].scope;
	}
	return version;
}

/* Allows access below one path; one that does not exist needs no rule. */
static bool
allow(int ruleset, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = access};
	struct stat st;
	bool ok;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT || errno == EACCES;
	if (fstat(rule.parent_fd, &st) != 0 || !S_ISDIR(st.st_mode))
		rule.allowed_access &= OF_FILE;
	ok = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		 &rule, 0) == 0;
	close(rule.parent_fd);
	return ok;
}

static bool
allow_all(int ruleset, struct sandbox_paths paths, uint64_t access)
{
	for (size_t i = 0; i < paths.n; i++)
		if (!allow(ruleset, paths.list[i], access))
			return false;
	return true;
}

enum error_code
sandbox_confine(struct sandbox_paths read, struct sandbox_paths write, bool tcp,
    struct error *e)
{
	struct attributes handled;
	int ruleset;
	bool ok;

	if (get_handled(tcp, &handled) <= 0)
		return error_set_errno(e, ERROR_NOTFOUND, "Landlock");
	ruleset = (int)syscall(
	    SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
	if (ruleset < 0)
		return error_set_errno(e, ERROR_SYSTEM, "Landlock");
	ok = allow_all(ruleset, read, READING & handled.files) &&
	    allow_all(ruleset, write, WRITING & handled.files) &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	if (!ok)
		error_set_errno(e, ERROR_SYSTEM, "Landlock");
	close(ruleset);
	return ok ? ERROR_NONE : ERROR_SYSTEM;
}

#else

enum error_code
sandbox_confine(struct sandbox_paths read, struct sandbox_paths write, bool tcp,
    struct error *e)
{
	(void)read;
	(void)write;
	(void)tcp;
	return error_set(e, ERROR_NOTFOUND, "Landlock: not built in");
}

#endif

enum error_code
sandbox_read_only(const char *const *paths, size_t n, struct error *e)
{
	const struct sandbox_paths read = {paths, n}, none = {NULL, 0};

	return sandbox_confine(read, none, true, e);
}
