/* SPDX-License-Identifier: ISC */
/* One request of pam_imap.so's, from its frame to its reply. */
#ifndef PAM_IMAP_DAEMON_REQUEST_H
#define PAM_IMAP_DAEMON_REQUEST_H

#include "pam_imap/daemon/starter.h"
#include "pam_imap/protocol.h"
#include "users/registry.h"
#include "users/resolve.h"

/* What a request is answered from. */
struct request_host {
	const char *settings;
	bool check_owner; /* of the settings */
	const struct resolve_places *users;
	const struct registry_places *registry;
	const struct starter *starter;
};

/*
 * Answers one request and logs it.  A new account is registered, durably,
 * after the server's OK and before this returns VERDICT_SUCCESS.
 */
void request_answer(const struct request_host *host,
    const struct protocol_request *request, struct protocol_reply *out);

#endif
