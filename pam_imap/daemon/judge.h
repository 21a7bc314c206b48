/* SPDX-License-Identifier: ISC */
/* Who a request is about, and whether they may log in: files only. */
#ifndef PAM_IMAP_DAEMON_JUDGE_H
#define PAM_IMAP_DAEMON_JUDGE_H

#include <stdbool.h>

#include "base/error.h"
#include "flow/verdict.h"
#include "pam_imap/protocol.h"
#include "users/accounts.h"
#include "users/resolve.h"

/* The mailbox that a request's account belongs to. */
struct subject {
	char address[LIMIT_ADDRESS + 1];
	bool local;      /* the account is a local one */
	bool registered; /* else account is what is to be registered */
	struct account account;
};

/*
 * VERDICT_SUCCESS with the subject when the accounts file lets this mailbox
 * open this account with this number; else why not, with a text for the log.
 */
enum verdict judge_login(const struct accounts *a,
    const struct resolve_places *places, const struct protocol_request *r,
    struct subject *out, struct error *e);

/* The same for an account that is used without a password: a registered one. */
enum verdict judge_account(const struct accounts *a,
    const struct resolve_places *places, const struct protocol_request *r,
    struct error *e);

#endif
