/* SPDX-License-Identifier: ISC */
/* What the module does in each of PAM's phases. */
#ifndef PAM_IMAP_PHASES_H
#define PAM_IMAP_PHASES_H

#include "pam_imap/module.h"

/* Each returns PAM's code. */
int phases_authenticate(const struct module *m);
int phases_account(const struct module *m);
/* first: PAM only asks whether the password can be changed. */
int phases_password(const struct module *m, bool first);

#endif
