/* SPDX-License-Identifier: ISC */
/* Mail domains in which anybody can have a mailbox. */
#ifndef USERS_PUBLIC_H
#define USERS_PUBLIC_H

#include <stdbool.h>

#include "base/view.h"

/* Whether it is such a domain (in any case of letters). */
bool public_check_domain(struct view domain);

#endif
