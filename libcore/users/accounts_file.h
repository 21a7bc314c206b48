/* SPDX-License-Identifier: ISC */
/* The inside of struct accounts, for the files that answer from it. */
#ifndef USERS_ACCOUNTS_FILE_H
#define USERS_ACCOUNTS_FILE_H

#include "base/buf.h"
#include "users/accounts.h"

struct accounts {
	struct buf text; /* the whole file */
	struct accounts_defaults defaults;
};

#endif
