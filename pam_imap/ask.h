/* SPDX-License-Identifier: ISC */
/* The module's conversation with postern-login. */
#ifndef PAM_IMAP_ASK_H
#define PAM_IMAP_ASK_H

#include "pam_imap/module.h"
#include "pam_imap/protocol.h"
#include "pam_imap/transport.h"

/*
 * Fills in a request from what PAM knows; the password stays empty.  The
 * caller clears it.  False when the name is longer than any of ours.
 */
bool ask_prepare(const struct module *m, enum protocol_frame what,
    const char *user, uid_t uid, struct protocol_request *out);

/*
 * Opens the way, and for an AUTH whose password is still to come has the
 * server connected to.  VERDICT_SUCCESS, and *t is the caller's to close; else
 * why there is no way, which is logged.
 */
enum verdict ask_open(const struct module *m,
    const struct protocol_request *request, struct transport *t);

/*
 * Sends the request, shows the person what the reply has for them, and returns
 * its verdict; logs why when there is none.  A daemon that went away meanwhile
 * is looked for once more.  Takes no longer than module_places says.
 */
enum verdict ask_send(const struct module *m,
    const struct protocol_request *request, struct transport *t);

#endif
