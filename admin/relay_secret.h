/* SPDX-License-Identifier: ISC */
/* Getting a relay's secret as postern-queue gets it, and what hinders that. */
#ifndef ADMIN_RELAY_SECRET_H
#define ADMIN_RELAY_SECRET_H

#include <stdbool.h>

#include "admin/report.h"
#include "base/secret.h"
#include "conf/conf.h"

/*
 * Reads it, or runs its command and waits for that, as the user that this is
 * called as.  False when there is none: a line says why, and what to do.
 */
bool relay_secret_get(
    struct report *r, const struct conf_relay *relay, struct secret *out);

#endif
