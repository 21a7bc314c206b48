/* SPDX-License-Identifier: ISC */
/* Storing, verifying and dropping a password. */
#include "config.h"

#include <string.h>

#include "pam_imap/daemon/offline.h"
#include "pam_imap/daemon/offline_file.h"
#include "pam_imap/daemon/offline_hash.h"
#include "sys/io.h"

static bool
is_too_old(const struct offline_record *r, int64_t now, int64_t max_age)
{
	return (uint64_t)now > r->stored &&
	    (uint64_t)now - r->stored > (uint64_t)max_age;
}

/* Why the record may not decide now; NULL when it may. */
static const char *
why_unusable(const struct offline_record *r, const struct offline_entry *entry,
    int64_t now, int64_t max_age)
{
	if (r->uid != entry->uid)
		return "it is another number's";
	if (r->stored > (uint64_t)now || r->seen > (uint64_t)now)
		return "it is from the future: the clock went back";
	if (is_too_old(r, now, max_age))
		return "it is too old";
	if (r->wrong[entry->remote] >= OFFLINE_WRONG)
		return "too many wrong passwords in a row";
	return NULL;
}

/*
 * Whether the record may decide now.  One that is too old is removed, so that
 * no clock that goes back makes it young again.
 */
static enum error_code
check_usable(const struct offline_dir *d, const struct offline_record *r,
    const struct offline_entry *entry, int64_t now, int64_t max_age,
    struct error *e)
{
	const char *why = why_unusable(r, entry, now, max_age);

	if (why == NULL)
		return ERROR_NONE;
	if (is_too_old(r, now, max_age))
		offline_file_remove(d, r->address, NULL);
	return error_set(e, ERROR_NOTFOUND, "%s: %s", r->address, why);
}

/* Counts this try as a wrong one, on the disk, before anybody knows. */
static enum error_code
count_try(const struct offline_dir *d, const struct offline_entry *entry,
    int64_t now, int64_t max_age, struct offline_record *out, struct error *e)
{
	enum error_code code;
	int lock = offline_dir_lock(d, e);

	if (lock < 0)
		return ERROR_SYSTEM;
	code = offline_file_load(d, entry->address, out, e);
	if (code == ERROR_NONE)
		code = check_usable(d, out, entry, now, max_age, e);
	if (code == ERROR_NONE) {
		out->wrong[entry->remote]++;
		out->seen = (uint64_t)now;
		code = offline_file_save(d, out, e);
	}
	io_close(&lock);
	return code;
}

/* Reads a locked record again; it must be the one whose hash was checked. */
static enum error_code
load_same(
    const struct offline_dir *d, struct offline_record *r, struct error *e)
{
	struct offline_record now;
	enum error_code code = offline_file_load(d, r->address, &now, e);

	if (code == ERROR_NONE && strcmp(now.hash, r->hash) != 0)
		code = error_set(
		    e, ERROR_NOTFOUND, "%s: replaced meanwhile", r->address);
	if (code == ERROR_NONE)
		*r = now;
	return code;
}

/* The right password starts the count anew, unless it is gone by now.  Where
 * that cannot be written, this try stays counted. */
static enum error_code
count_anew(const struct offline_dir *d, struct offline_record *r, bool remote,
    struct error *e)
{
	enum error_code code;
	int lock = offline_dir_lock(d, e);

	if (lock < 0)
		return ERROR_SYSTEM;
	code = load_same(d, r, e);
	if (code == ERROR_NONE) {
		r->wrong[remote] = 0;
		offline_file_save(d, r, NULL);
	}
	io_close(&lock);
	return code;
}

enum error_code
offline_verify(const struct offline_places *places,
    const struct offline_entry *entry, int64_t now, int64_t max_age,
    struct error *e)
{
	struct offline_dir d;
	struct offline_record r;
	enum error_code code;

	if (now < 0 || max_age <= 0)
		return error_set(e, ERROR_NOTFOUND, "nothing is that young");
	code = offline_dir_open(places, &d, e);
	if (code != ERROR_NONE)
		return code;
	code = count_try(&d, entry, now, max_age, &r, e);
	if (code == ERROR_NONE)
		code = offline_hash_check(
		    &r, &entry->password, view_of(d.machine), e);
	if (code == ERROR_NONE)
		code = count_anew(&d, &r, entry->remote, e);
	offline_dir_close(&d);
	return code;
}

static enum error_code
save_locked(const struct offline_dir *d, const struct offline_record *r,
    struct error *e)
{
	enum error_code code;
	int lock = offline_dir_lock(d, e);

	if (lock < 0)
		return ERROR_SYSTEM;
	code = offline_file_save(d, r, e);
	io_close(&lock);
	return code;
}

enum error_code
offline_store(const struct offline_places *places,
    const struct offline_entry *entry, int64_t now, struct error *e)
{
	struct offline_record r = {
	    .uid = entry->uid, .stored = (uint64_t)now, .seen = (uint64_t)now};
	struct offline_dir d;
	enum error_code code;

	if (now < 0 || entry->uid > UINT32_MAX ||
	    !view_copy(view_of(entry->address), r.address, sizeof(r.address)))
		return error_set(e, ERROR_BUG, "no time or number");
	code = offline_dir_open(places, &d, e);
	if (code != ERROR_NONE)
		return code;
	code = offline_hash_make(&r, &entry->password, view_of(d.machine), e);
	if (code == ERROR_NONE)
		code = save_locked(&d, &r, e);
	offline_dir_close(&d);
	return code;
}

static enum error_code
remove_same(
    const struct offline_dir *d, struct offline_record *r, struct error *e)
{
	enum error_code code;
	int lock = offline_dir_lock(d, e);

	if (lock < 0)
		return ERROR_SYSTEM;
	code = load_same(d, r, e);
	if (code == ERROR_NONE)
		code = offline_file_remove(d, r->address, e);
	io_close(&lock);
	return code;
}

enum error_code
offline_drop_refused(const struct offline_places *places,
    const struct offline_entry *entry, struct error *e)
{
	struct offline_dir d;
	struct offline_record r;
	enum error_code code = offline_dir_open(places, &d, e);

	if (code == ERROR_NOTFOUND)
		return ERROR_NONE;
	if (code != ERROR_NONE)
		return code;
	code = offline_file_load(&d, entry->address, &r, e);
	if (code == ERROR_NONE)
		code = offline_hash_check(
		    &r, &entry->password, view_of(d.machine), e);
	if (code == ERROR_NONE)
		code = remove_same(&d, &r, e);
	offline_dir_close(&d);
	return code == ERROR_NOTFOUND || code == ERROR_DENIED ? ERROR_NONE
							      : code;
}

enum error_code
offline_remove(
    const struct offline_places *places, const char *address, struct error *e)
{
	const struct offline_places any_machine = {.dir = places->dir};
	struct offline_dir d;
	enum error_code code = offline_dir_open(&any_machine, &d, e);

	if (code != ERROR_NONE)
		return code;
	code = offline_file_remove(&d, address, e);
	offline_dir_close(&d);
	return code;
}
