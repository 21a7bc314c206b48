/* SPDX-License-Identifier: ISC */
/* The sandbox of postern-login. */
#ifndef PAM_IMAP_DAEMON_CONFINE_H
#define PAM_IMAP_DAEMON_CONFINE_H

#include "base/error.h"

/*
 * From here on this process reads the system's files and writes below
 * NAMES_LIB_DIR, uses no TCP and starts no program: workers are the starter's,
 * which must be there already.  Returns what sandbox_confine() returns.
 */
enum error_code confine_login(struct error *e);

#endif
