/* SPDX-License-Identifier: ISC */
/*
 * The hash of a stored password: yescrypt (crypt(5)) with what libxcrypt takes
 * for /etc/shadow, over all that the password is bound to.  Takes some tens
 * of milliseconds and 16 MiB.
 */
#ifndef PAM_IMAP_DAEMON_OFFLINE_HASH_H
#define PAM_IMAP_DAEMON_OFFLINE_HASH_H

#include <stdbool.h>

#include "base/error.h"
#include "base/secret.h"
#include "pam_imap/daemon/offline_text.h"

/*
 * Fills r->hash with that of the password, by a new salt, bound to the
 * machine and to r's address, number and time.  ERROR_SYSTEM when this
 * machine's libcrypt has no such hash.
 */
enum error_code offline_hash_make(struct offline_record *r,
    const struct secret *password, struct view machine, struct error *e);

/*
 * ERROR_NONE when this password made r->hash, for this machine and r's
 * address, number and time; ERROR_DENIED when it did not, and for any hash
 * of another kind or cost; ERROR_SYSTEM.
 */
enum error_code offline_hash_check(const struct offline_record *r,
    const struct secret *password, struct view machine, struct error *e);

#endif
