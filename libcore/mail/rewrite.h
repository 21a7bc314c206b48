/* SPDX-License-Identifier: ISC */
/*
 * Whom a message is from, by the policy of the relay that takes it: what the
 * relay's account may not use becomes the account, and the original stays
 * readable.  Only the header section and the reverse-path change.
 */
#ifndef MAIL_REWRITE_H
#define MAIL_REWRITE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"

/* Views of what the caller keeps. */
struct rewrite_policy {
	struct view account; /* empty when unknown: no sender is rewritten */
	struct view senders; /* words: addresses, *@domain, @domain, * */
	struct view host;    /* this host's name */
};

/*
 * The policy of a relay: its account's address is user, or where user is no
 * address the first one among senders.  The account may use itself always.
 */
void rewrite_policy_set(struct rewrite_policy *p, const char *user,
    const char *senders, const char *host);

/* Whether the account may use this address; never a bare name, which is one
 * only on this host. */
bool rewrite_permits(const struct rewrite_policy *p, struct view address);

/* The reverse-path to send: null stays null, what is not permitted becomes the
 * account. */
struct view rewrite_sender(const struct rewrite_policy *p, struct view sender);

/*
 * Appends to out the header section that goes out, with CRLF line ends and its
 * empty line: received (a field, its line end optional, empty for none) first;
 * From and Resent-From by the policy, with Reply-To when the original can be
 * reached and there is none, and without Sender then; never Bcc.  section ends
 * before its empty line.  False when out is full or memory is short.
 */
bool rewrite_headers(const struct rewrite_policy *p, struct view section,
    struct view received, struct buf *out);

#endif
