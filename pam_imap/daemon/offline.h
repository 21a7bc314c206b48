/* SPDX-License-Identifier: ISC */
/*
 * Stored passwords: a yescrypt hash (crypt(5)) of the last password that the
 * server accepted, one 0600 file for each address below the directory, bound
 * to address, number and machine.  All of it blocks, hashing for a good part
 * of a second, so a daemon does it in a process of its own (job.h).
 */
#ifndef PAM_IMAP_DAEMON_OFFLINE_H
#define PAM_IMAP_DAEMON_OFFLINE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/secret.h"

struct offline_places {
	const char *dir;        /* NAMES_OFFLINE_DIR */
	const char *machine_id; /* NAMES_MACHINE_ID */
};

/* Whose password, as the registry or the local account has it. */
struct offline_entry {
	char address[LIMIT_ADDRESS + 1];
	uint64_t uid;
	struct secret password;
};

/*
 * Whether the password is the stored one.  The one verify function: a login
 * without a server and the dropping of an entry go through it.  ERROR_NONE;
 * ERROR_DENIED when it is not; ERROR_NOTFOUND when nothing usable is stored:
 * no file, malformed, another's owner or mode, another machine's, number's or
 * address's, older than max_age seconds, from the future (now is the wall
 * clock's second), or too many wrong ones in a row since it was stored;
 * ERROR_SYSTEM and ERROR_MEMORY.  A wrong password is counted in the file.
 */
enum error_code offline_verify(const struct offline_places *places,
    const struct offline_entry *entry, int64_t now, int64_t max_age,
    struct error *e);

/* Stores it, durably, in the place of what was stored. */
enum error_code offline_store(const struct offline_places *places,
    const struct offline_entry *entry, int64_t now, struct error *e);

/*
 * Removes the entry if this password, which the server refused, verifies
 * against it: a wrong one leaves it alone.  ERROR_NONE also without any.
 */
enum error_code offline_drop_refused(const struct offline_places *places,
    const struct offline_entry *entry, struct error *e);

/* Removes the entry whatever it is; ERROR_NOTFOUND when there is none. */
enum error_code offline_remove(
    const struct offline_places *places, const char *address, struct error *e);

#endif
