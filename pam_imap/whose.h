/* SPDX-License-Identifier: ISC */
/* Whose name is it: the first question, before anything that can be broken. */
#ifndef PAM_IMAP_WHOSE_H
#define PAM_IMAP_WHOSE_H

#include <sys/types.h>

#include "base/error.h"
#include "pam_imap/module.h"

enum whose {
	WHOSE_OTHERS,  /* not one of our names */
	WHOSE_ADDRESS, /* an account that is an address */
	WHOSE_LOCAL,   /* a local account that a mailbox opens */
	WHOSE_BROKEN   /* ours, but something here must be mended */
};

/*
 * Decides, and logs what must be mended.  uid_out is what NSS says of the
 * name, or (uid_t)-1.
 */
enum whose whose_name(const struct module *m, const char *user, uid_t *uid_out);

#endif
