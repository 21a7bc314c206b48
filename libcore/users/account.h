/* SPDX-License-Identifier: ISC */
/* One account as NSS hands it out: a plain value, without memory of its own. */
#ifndef USERS_ACCOUNT_H
#define USERS_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/limits.h"
#include "base/view.h"

struct account {
	char name[LIMIT_ADDRESS + 1]; /* the canonical address */
	uid_t uid;                    /* and gid: a private group */
	char home[LIMIT_PATH];
	char shell[LIMIT_PATH];
};

/*
 * Whether it is an account name: a canonical address in lower-case ASCII, a
 * local part of [a-z0-9][a-z0-9._+-]{0,63} without "..", one '@', a domain of
 * LDH labels with a dot, at most LIMIT_ADDRESS bytes.
 */
bool account_check_name(struct view name);

/*
 * Copies with ASCII letters in lower case; false, and an empty string, when it
 * does not fit.
 */
bool account_lower(struct view v, char *dst, size_t size);

/* Whether it is such a domain: at least two labels, in lower case. */
bool account_check_domain(struct view domain);

/* The part before and behind the '@' of a checked name. */
struct view account_local_part(struct view name);
struct view account_domain(struct view name);

/* Whether it can stand in a passwd line: absolute, no ':', no control. */
bool account_check_path(struct view path);

#endif
