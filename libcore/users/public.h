/* SPDX-License-Identifier: ISC */
/*
 * Mail domains in which anybody can have a mailbox: those that the provider
 * files called public when this was built.
 */
#ifndef USERS_PUBLIC_H
#define USERS_PUBLIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/view.h"

/* In lower case and the order of their bytes. */
extern const char *const public_domains[];
extern const size_t public_n_domains;

/* Whether it is such a domain (in any case of letters). */
bool public_check_domain(struct view domain);

#endif
