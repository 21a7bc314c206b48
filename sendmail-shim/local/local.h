/* SPDX-License-Identifier: ISC */
/*
 * What is local on this host: the domains whose addresses are local names,
 * and the mailboxes of local accounts.
 *
 * Own domains are "localhost", "localhost.localdomain" and the host's name,
 * alone and with its domain; but none for which a login section stands in the
 * settings, or of which a relay's user or one of its senders is: there the
 * provider has the mailboxes.
 */
#ifndef SENDMAIL_SHIM_LOCAL_H
#define SENDMAIL_SHIM_LOCAL_H

#include "base/limits.h"
#include "conf/conf.h"
#include "mail/aliases.h"
#include "users/accounts.h"

#define LOCAL_NAMES 5

struct local {
	char names[LOCAL_NAMES][LIMIT_HOST + 1];
	unsigned n;
	struct accounts *accounts; /* NULL: none has a mailbox */
};

/*
 * Fills l, to be cleared by local_clear().  Without the accounts file, or with
 * one that cannot be read, no local account has a mailbox; it must be root's
 * when check_owner.  accounts_path may be NULL.
 */
void local_load(struct local *l, const struct conf *c,
    const char *accounts_path, bool check_owner);
void local_clear(struct local *l);

/* What following aliases asks, answered by l, which must outlast it. */
struct aliases_host local_host(struct local *l);

#endif
