/* SPDX-License-Identifier: ISC */
/* One question of the module's to postern-login. */
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

/* Opens the way; logs why there is none. */
enum verdict ask_open(
    const struct module *m, const char *user, struct transport *out);

/*
 * Sends the request, shows the person what the reply has for them, and returns
 * its verdict; logs why when there is none.
 */
enum verdict ask_send(const struct module *m, struct transport *t,
    const struct protocol_request *request);

#endif
