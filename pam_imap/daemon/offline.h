/* SPDX-License-Identifier: ISC */
/*
 * Stored passwords: a yescrypt hash (crypt(5)) of the last password that the
 * server accepted, one 0600 file for each address below the directory, bound
 * to address, number, machine and the time when it was stored.  All of it
 * blocks, hashing for tens of milliseconds and syncing, so a daemon does it in
 * a process of its own (job.h); any number of them may be at work at once.
 *
 * A clock that goes back is found out by the latest time that the file was
 * looked at; there is no tolerance: an entry from the next second is from the
 * future.
 */
#ifndef PAM_IMAP_DAEMON_OFFLINE_H
#define PAM_IMAP_DAEMON_OFFLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/secret.h"

/*
 * Wrong passwords in a row, until the server has accepted one again; those from
 * here and those from remote hosts each, so that a stranger cannot lock an
 * owner out of his own screen.
 */
#define OFFLINE_WRONG 5

struct offline_places {
	const char *dir;        /* NAMES_OFFLINE_DIR */
	const char *machine_id; /* NAMES_MACHINE_ID */
};

/* Whose password, as the registry or the local account has it. */
struct offline_entry {
	char address[LIMIT_ADDRESS + 1];
	uint64_t uid;
	bool remote; /* tried from a remote host */
	struct secret password;
};

/*
 * Whether the password is the stored one.  ERROR_NONE; ERROR_DENIED when it is
 * not; ERROR_NOTFOUND when nothing usable is stored: no file or directory,
 * malformed, another's owner or mode, another machine's, number's or
 * address's, older than max_age seconds (it is removed then), from the future
 * (now is the wall clock's second), OFFLINE_WRONG wrong ones in a row, or
 * replaced or dropped meanwhile; ERROR_SETTINGS when the directory is open to
 * others or the machine has no id; ERROR_SYSTEM and ERROR_MEMORY.
 *
 * Each try is counted as a wrong one, durably, before it is looked at, and a
 * right one then sets that count to 0: where the count cannot be written,
 * nothing verifies.
 */
enum error_code offline_verify(const struct offline_places *places,
    const struct offline_entry *entry, int64_t now, int64_t max_age,
    struct error *e);

/*
 * Stores it, durably, in the place of what was stored.  ERROR_NOTFOUND without
 * the directory, ERROR_SETTINGS as above.  On failure the whole old one may be
 * there, or the whole new one.
 */
enum error_code offline_store(const struct offline_places *places,
    const struct offline_entry *entry, int64_t now, struct error *e);

/*
 * Removes the entry if this password, which the server refused, verifies
 * against it, by the same check that offline_verify() makes and whatever its
 * age and count: a wrong one leaves it alone, and counts nothing.  ERROR_NONE
 * also without any.
 */
enum error_code offline_drop_refused(const struct offline_places *places,
    const struct offline_entry *entry, struct error *e);

/*
 * Removes the entry whatever it is; ERROR_NOTFOUND when there is none.  No more
 * than an unlink: for a login whose domain keeps none (any longer), too.
 */
enum error_code offline_remove(
    const struct offline_places *places, const char *address, struct error *e);

#endif
