/* SPDX-License-Identifier: ISC */
/* Which numbers accounts may have. */
#ifndef USERS_RANGE_H
#define USERS_RANGE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/view.h"
#include "users/accounts.h"

#define RANGE_UID_MAP "/proc/self/uid_map"

/*
 * Parses "FIRST-LAST".  ERROR_INPUT when it is none, ERROR_SETTINGS when it
 * touches numbers that others hand out (system accounts, nobody, systemd's).
 */
enum error_code range_parse(
    struct view text, struct accounts_range *out, struct error *e);

/* Whether it holds no number at all, as that of bad "defaults" does. */
bool range_is_empty(const struct accounts_range *range);

bool range_has(const struct accounts_range *range, uid_t uid);

/*
 * Whether the numbers exist in this user namespace, whose map (see
 * user_namespaces(7)) is the file uid_map.  ERROR_SETTINGS with the cure in
 * the text when not all do, ERROR_SYSTEM when the map cannot be read.
 */
enum error_code range_check_mapped(
    const struct accounts_range *range, const char *uid_map, struct error *e);

#endif
