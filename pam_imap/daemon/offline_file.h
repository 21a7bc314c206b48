/* SPDX-License-Identifier: ISC */
/* The directory of stored passwords: opened, locked, read, replaced. */
#ifndef PAM_IMAP_DAEMON_OFFLINE_FILE_H
#define PAM_IMAP_DAEMON_OFFLINE_FILE_H

#include "base/error.h"
#include "pam_imap/daemon/offline.h"
#include "pam_imap/daemon/offline_text.h"

/* An open directory, which only this user may enter, and whose machine. */
struct offline_dir {
	int fd;
	const char *path; /* the caller's */
	char machine[OFFLINE_MACHINE + 1];
};

/*
 * ERROR_NOTFOUND when there is no such directory, ERROR_SETTINGS when it is
 * another's or others may enter it, or this machine has no id; without
 * places->machine_id none is looked for, and nothing can be read or written.
 */
enum error_code offline_dir_open(const struct offline_places *places,
    struct offline_dir *out, struct error *e);
void offline_dir_close(struct offline_dir *d);

/*
 * Waits for every other process that reads, counts and writes.  A descriptor,
 * the caller's, which holds the lock until it is closed; -1 with e set.
 */
int offline_dir_lock(const struct offline_dir *d, struct error *e);

/*
 * Reads the record of an address.  ERROR_NOTFOUND, with why, when there is no
 * file, or not one that we wrote: not regular, another owner, mode or second
 * name, malformed, another address.
 */
enum error_code offline_file_load(const struct offline_dir *d,
    const char *address, struct offline_record *out, struct error *e);

/* Writes it, durably and whole or not at all. */
enum error_code offline_file_save(const struct offline_dir *d,
    const struct offline_record *r, struct error *e);

/* Removes it, durably; ERROR_NOTFOUND when there is none. */
enum error_code offline_file_remove(
    const struct offline_dir *d, const char *address, struct error *e);

#endif
