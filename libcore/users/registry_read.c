/* SPDX-License-Identifier: ISC */
/* Reading records of the registry: one readlink() each. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/num.h"
#include "users/range.h"
#include "users/registry_link.h"

/* Why a link could not be read: it may be the whole registry that cannot. */
static enum error_code
explain_failure(const char *dir, const char *path, struct error *e)
{
	int fd, reason = errno;

	if (reason == EINVAL)
		return error_set(
		    e, ERROR_PROTOCOL, "%s: not a symbolic link", path);
	if (reason == ENOENT) {
		fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			return error_set_errno(e, ERROR_SYSTEM, "%s", dir);
		close(fd);
		return error_set(e, ERROR_NOTFOUND, "%s: no record", path);
	}
	errno = reason;
	return error_set_errno(e, ERROR_SYSTEM, "%s", path);
}

enum error_code
registry_read_link(const char *dir, const char *sub, struct view key,
    char *target, size_t size, struct error *e)
{
	char path[REGISTRY_PATH];
	int n =
	    snprintf(path, sizeof(path), "%s/%s/%.*s", dir, sub, VIEW_ARG(key));
	ssize_t len;

	if (n < 0 || n >= (int)sizeof(path))
		return error_set(e, ERROR_LIMIT, "%s: too long", dir);
	len = readlink(path, target, size);
	if (len < 0)
		return explain_failure(dir, path, e);
	if ((size_t)len >= size)
		return error_set(
		    e, ERROR_PROTOCOL, "%s: the record is too long", path);
	target[len] = '\0';
	return ERROR_NONE;
}

bool
registry_parse_record(struct view record, struct account *out)
{
	struct view uid, home, rest = record;
	uint64_t n = 0;

	if (!view_split(&rest, ':', &uid) || !view_split(&rest, ':', &home) ||
	    rest.p == NULL || !num_parse(uid, 1, UINT32_MAX - 1, &n) ||
	    !account_check_path(home) || !account_check_path(rest))
		return false;
	out->uid = (uid_t)n;
	return view_copy(home, out->home, sizeof(out->home)) &&
	    view_copy(rest, out->shell, sizeof(out->shell));
}

enum error_code
registry_read_uid(const char *dir, uid_t uid, char *name, struct error *e)
{
	char key[16];

	snprintf(key, sizeof(key), "%u", (unsigned)uid);
	return registry_read_link(
	    dir, REGISTRY_BY_UID, view_of(key), name, LIMIT_ADDRESS + 1, e);
}

/* Reads by-name alone. */
static enum error_code
read_name(
    const char *dir, struct view name, struct account *out, struct error *e)
{
	char record[REGISTRY_RECORD];
	enum error_code code;

	if (!account_check_name(name))
		return error_set(e, ERROR_NOTFOUND, "not an account name");
	code = registry_read_link(
	    dir, REGISTRY_BY_NAME, name, record, sizeof(record), e);
	if (code != ERROR_NONE)
		return code;
	view_copy(name, out->name, sizeof(out->name));
	if (!registry_parse_record(view_of(record), out))
		return error_set(e, ERROR_PROTOCOL,
		    "%s/%s/%s: the record is malformed", dir, REGISTRY_BY_NAME,
		    out->name);
	return ERROR_NONE;
}

static enum error_code
check_range(const char *dir, const struct account *a,
    const struct accounts_range *range, struct error *e)
{
	if (range_has(range, a->uid))
		return ERROR_NONE;
	return error_set(e, ERROR_PROTOCOL,
	    "%s/%s/%s: number %u is outside the range %u-%u", dir,
	    REGISTRY_BY_NAME, a->name, (unsigned)a->uid, (unsigned)range->first,
	    (unsigned)range->last);
}

enum error_code
registry_find_name(const char *dir, struct view name,
    const struct accounts_range *range, struct account *out, struct error *e)
{
	char back[LIMIT_ADDRESS + 1];
	enum error_code code = read_name(dir, name, out, e);

	if (code == ERROR_NONE)
		code = check_range(dir, out, range, e);
	if (code != ERROR_NONE)
		return code;
	code = registry_read_uid(dir, out->uid, back, e);
	if (code == ERROR_SYSTEM)
		return code;
	if (code != ERROR_NONE || !view_eq_str(name, back))
		return error_set(e, ERROR_PROTOCOL, "%s/%s/%u does not name %s",
		    dir, REGISTRY_BY_UID, (unsigned)out->uid, out->name);
	return ERROR_NONE;
}

bool
registry_claims(const char *dir, struct view name, uid_t uid)
{
	struct account account;
	struct error e;

	return read_name(dir, name, &account, &e) == ERROR_NONE &&
	    account.uid == uid;
}

enum error_code
registry_find_uid(const char *dir, uid_t uid,
    const struct accounts_range *range, struct account *out, struct error *e)
{
	char name[LIMIT_ADDRESS + 1];
	enum error_code code;

	if (!range_has(range, uid))
		return error_set(e, ERROR_NOTFOUND, "outside the range");
	code = registry_read_uid(dir, uid, name, e);
	if (code == ERROR_NONE)
		code = read_name(dir, view_of(name), out, e);
	if (code == ERROR_NONE && out->uid != uid)
		code = error_set(
		    e, ERROR_NOTFOUND, "%s has another number now", name);
	return code;
}

enum error_code
registry_check_free(const char *dir, uid_t uid, struct error *e)
{
	char name[LIMIT_ADDRESS + 1];
	enum error_code code = registry_read_uid(dir, uid, name, e);

	if (code == ERROR_NOTFOUND)
		return ERROR_NONE;
	if (code == ERROR_SYSTEM)
		return code;
	return error_set(e, ERROR_EXISTS,
	    "number %u is that of %s since before", (unsigned)uid,
	    code == ERROR_NONE ? name : "a malformed record");
}
