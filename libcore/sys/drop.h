/* SPDX-License-Identifier: ISC */
/* Giving up privileges, for good. */
#ifndef SYS_DROP_H
#define SYS_DROP_H

#include <stdbool.h>

#include "base/error.h"

/*
 * Makes this process the system user with this name: its uid, its primary
 * group, no supplementary groups, in all three ids, checked.  A process that
 * is that user already keeps what it has.  ERROR_SETTINGS when there is no
 * such user, ERROR_SYSTEM when the kernel refuses.
 */
enum error_code drop_to_user(const char *user, struct error *e);

/*
 * No core dumps, no ptrace by the same user, no new privileges through
 * execve().  False with errno set when the kernel refuses.
 */
bool drop_harden(void);

#endif
