/* SPDX-License-Identifier: ISC */
/* Where this installation keeps accounts; tests have their own in its place. */
#include "config.h"

#include "base/names.h"
#include "users/resolve.h"

const struct resolve_places resolve_places = {
    .accounts = NAMES_ACCOUNTS,
    .registry = NAMES_USERS_DIR,
    .index = NAMES_INDEX,
    .etc_dir = NAMES_ETC_DIR,
    .check_owner = true,
};
