/* SPDX-License-Identifier: ISC */
/* Who sends, and from which domain, told by the system and the settings. */
#ifndef SENDMAIL_IDENTITY_H
#define SENDMAIL_IDENTITY_H

#include "base/error.h"
#include "base/limits.h"

struct identity {
	char login[LIMIT_ADDRESS + 1]; /* a bare name or an address */
	char full_name[256];
	char domain[LIMIT_HOST + 1];
};

/*
 * The real user's name and the domain that completes bare names.  Nothing of
 * this can fail: a user without a name has a number, and missing or broken
 * settings mean the defaults.  A config that was named is another matter:
 * ERROR_SETTINGS when it cannot be used.
 */
enum error_code identity_load(
    const char *config, struct identity *out, struct error *e);

#endif
