/* SPDX-License-Identifier: ISC */
/* What "postern setup" writes: the smallest files for a mailbox. */
#ifndef ADMIN_SETUP_H
#define ADMIN_SETUP_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/secret.h"
#include "conf/provider.h"

/* Whether the provider checks passwords of the address's domain, and sends mail
 * for the address with a password; if not, *why_out is half a sentence. */
bool setup_can_log_in(
    const char *address, const struct provider *p, const char **why_out);
bool setup_can_send(
    const char *address, const struct provider *p, const char **why_out);

/* Adds the settings for what can be done; the ceiling of b sets how much. */
void setup_settings(
    const char *address, const struct provider *p, struct buf *b);
/* Adds the accounts file that lets this address alone log in. */
void setup_accounts(const char *address, struct buf *b);

/*
 * Writes a new file, synced: whole or not at all, and never in the place of
 * another, which is ERROR_EXISTS; ERROR_LIMIT, ERROR_SYSTEM.  Until it has its
 * group it is for its owner alone.  group may be (gid_t)-1: the process's.
 */
enum error_code setup_write(const char *path, struct view text, mode_t mode,
    gid_t group, struct error *e);

#endif
