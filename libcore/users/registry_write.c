/* SPDX-License-Identifier: ISC */
/* Adding and removing records of the registry. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/names.h"
#include "sys/deadline.h"
#include "sys/io.h"
#include "users/files.h"
#include "users/range.h"
#include "users/registry_link.h"

#define LOCK_FILE ".lock"
#define LOCK_STEP_MS 5

const struct registry_places registry_places = {
    .etc_dir = NAMES_ETC_DIR,
    .uid_map = RANGE_UID_MAP,
};

/* The open registry while it is written: one writer at a time. */
struct writer {
	int base, by_uid, by_name, lock;
};

static void
writer_close(struct writer *w)
{
	io_close(&w->lock);
	io_close(&w->by_name);
	io_close(&w->by_uid);
	io_close(&w->base);
}

static int
open_dir(int at, const char *name)
{
	return openat(
	    at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Opens a directory below the base, which is made when it is missing. */
static int
open_sub(int base, const char *name)
{
	int fd = open_dir(base, name);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	if ((mkdirat(base, name, 0755) != 0 && errno != EEXIST) ||
	    fsync(base) != 0)
		return -1;
	return open_dir(base, name);
}

/*
 * Opens the lock, which belongs to the directory's owner even when root was
 * first: only writers of the registry can hold it.
 */
static int
open_lock(int base)
{
	struct stat st;
	int fd = openat(base, LOCK_FILE,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return openat(base, LOCK_FILE, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && geteuid() == 0 &&
	    (fstat(base, &st) != 0 || fchown(fd, st.st_uid, st.st_gid) != 0))
		io_close(&fd);
	return fd;
}

/*
 * Waits for other writers, which hold it for two fsyncs; one that was stopped
 * holds up nobody for longer than that (ETIMEDOUT).
 */
static bool
take_lock(int fd, int wait_ms)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct deadline d = deadline_in(wait_ms);

	while (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return false;
		if (deadline_passed(d)) {
			errno = ETIMEDOUT;
			return false;
		}
		poll(NULL, 0, LOCK_STEP_MS);
	}
	return true;
}

static enum error_code
explain_closed(const char *dir, struct error *e)
{
	if (errno == ETIMEDOUT)
		return error_set(e, ERROR_LATER,
		    "%s: another program keeps its lock (lslocks says which)",
		    dir);
	return error_set_errno(e, ERROR_SYSTEM,
	    "%s: the registry cannot be written (it must be there and belong "
	    "to " NAMES_LOGIN_USER ")",
	    dir);
}

static enum error_code
writer_open(const char *dir, int lock_ms, struct writer *w, struct error *e)
{
	*w = (struct writer){-1, -1, -1, -1};
	w->base = open_dir(AT_FDCWD, dir);
	if (w->base >= 0)
		w->lock = open_lock(w->base);
	if (w->lock >= 0 &&
	    take_lock(w->lock, lock_ms != 0 ? lock_ms : LIMIT_WRITER_LOCK_MS))
		w->by_uid = open_sub(w->base, REGISTRY_BY_UID);
	if (w->by_uid >= 0)
		w->by_name = open_sub(w->base, REGISTRY_BY_NAME);
	if (w->by_name >= 0)
		return ERROR_NONE;
	explain_closed(dir, e);
	writer_close(w);
	return e->code;
}

/* Whose the number is that symlinkat() found taken. */
static enum error_code
explain_taken(const char *dir, const struct account *a, struct error *e)
{
	char name[LIMIT_ADDRESS + 1];

	if (registry_read_uid(dir, a->uid, name, e) != ERROR_NONE)
		return e->code;
	if (view_eq_str(view_of(a->name), name))
		return error_set(e, ERROR_EXISTS,
		    "number %u was that of %s before and is not given again "
		    "(postern user add %s finds another)",
		    (unsigned)a->uid, name, a->name);
	return error_set(e, ERROR_EXISTS,
	    "number %u is that of %s (postern user add %s finds another)",
	    (unsigned)a->uid, name, a->name);
}

/*
 * The second half, at once: between them nobody may be killed while a disk
 * takes its time.  Without it the first goes: nobody had the number yet.
 */
static bool
write_name(const struct writer *w, const char *name, const char *record,
    const char *key)
{
	int reason;

	if (symlinkat(record, w->by_name, name) == 0)
		return fsync(w->by_uid) == 0 && fsync(w->by_name) == 0;
	reason = errno;
	unlinkat(w->by_uid, key, 0);
	errno = reason;
	return false;
}

static enum error_code
write_record(const char *dir, const struct writer *w, const struct account *a,
    struct error *e)
{
	char record[REGISTRY_RECORD], key[16];

	snprintf(key, sizeof(key), "%u", (unsigned)a->uid);
	snprintf(record, sizeof(record), "%u:%s:%s", (unsigned)a->uid, a->home,
	    a->shell);
	if (symlinkat(a->name, w->by_uid, key) != 0) {
		if (errno == EEXIST)
			return explain_taken(dir, a, e);
		return error_set_errno(
		    e, ERROR_SYSTEM, "%s/%s/%s", dir, REGISTRY_BY_UID, key);
	}
	if (!write_name(w, a->name, record, key))
		return error_set_errno(e, ERROR_SYSTEM, "%s/%s/%s", dir,
		    REGISTRY_BY_NAME, a->name);
	return ERROR_NONE;
}

/* ERROR_NONE when the same record is there, ERROR_NOTFOUND when none is. */
static enum error_code
check_present(const char *dir, const struct account *a, struct error *e)
{
	static const struct accounts_range all = {1, UINT32_MAX - 1};
	struct account present;
	enum error_code code =
	    registry_find_name(dir, view_of(a->name), &all, &present, e);

	if (code == ERROR_NONE && present.uid != a->uid)
		code = error_set(e, ERROR_EXISTS, "%s has number %u already",
		    a->name, (unsigned)present.uid);
	return code;
}

static enum error_code
check_account(const struct registry_places *places, const struct account *a,
    struct error *e)
{
	struct accounts_range own = {a->uid, a->uid};
	enum error_code code;

	if (!account_check_name(view_of(a->name)) || a->uid == 0 ||
	    !account_check_path(view_of(a->home)) ||
	    !account_check_path(view_of(a->shell)))
		return error_set(
		    e, ERROR_INPUT, "'%s' makes no account", a->name);
	code = range_check_mapped(&own, places->uid_map, e);
	if (code == ERROR_NONE)
		code = files_check_free(
		    places->etc_dir, view_of(a->name), a->uid, e);
	return code;
}

enum error_code
registry_add(const char *dir, const struct registry_places *places,
    const struct account *account, struct error *e)
{
	struct writer w;
	enum error_code code = check_account(places, account, e);

	if (code != ERROR_NONE)
		return code;
	code = writer_open(dir, places->lock_ms, &w, e);
	if (code != ERROR_NONE)
		return code;
	code = check_present(dir, account, e);
	if (code == ERROR_NOTFOUND)
		code = write_record(dir, &w, account, e);
	writer_close(&w);
	return code;
}

enum error_code
registry_remove(const char *dir, struct view name, struct error *e)
{
	char file[LIMIT_ADDRESS + 1];
	struct writer w;
	enum error_code code;

	if (!account_check_name(name) || !view_copy(name, file, sizeof(file)))
		return error_set(e, ERROR_NOTFOUND, "not an account name");
	code = writer_open(dir, 0, &w, e);
	if (code != ERROR_NONE)
		return code;
	if (unlinkat(w.by_name, file, 0) != 0)
		code = error_set_errno(e,
		    errno == ENOENT ? ERROR_NOTFOUND : ERROR_SYSTEM, "%s/%s/%s",
		    dir, REGISTRY_BY_NAME, file);
	else if (fsync(w.by_name) != 0)
		code = error_set_errno(
		    e, ERROR_SYSTEM, "%s/%s", dir, REGISTRY_BY_NAME);
	writer_close(&w);
	return code;
}
