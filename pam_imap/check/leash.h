/* SPDX-License-Identifier: ISC */
/*
 * Ending with whoever asked, and in time, also inside a call that heeds no
 * deadline (resolving a name is one).
 */
#ifndef PAM_IMAP_CHECK_LEASH_H
#define PAM_IMAP_CHECK_LEASH_H

#include <stdint.h>

/* The process ends ms milliseconds from now, whatever it does then. */
void leash_bound(uint64_t ms);

/*
 * From here on the process ends at once when the other end of its standard
 * input, a socket, is closed; or has been.
 */
void leash_hold(void);

/* No more: a closed socket is noticed by who reads from it. */
void leash_release(void);

#endif
