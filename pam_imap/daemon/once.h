/* SPDX-License-Identifier: ISC */
/* One request on standard input, one reply on standard output. */
#ifndef PAM_IMAP_DAEMON_ONCE_H
#define PAM_IMAP_DAEMON_ONCE_H

#include "pam_imap/daemon/request.h"

/* Serves it; ERROR_NONE when a reply was sent. */
enum error_code once_serve(const struct request_host *host, struct error *e);

#endif
