/* SPDX-License-Identifier: ISC */
/* What "postern login" knows from step to step. */
#ifndef ADMIN_LOGIN_H
#define ADMIN_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/steps.h"
#include "base/limits.h"

struct login {
	const char *operand; /* an address, or a local account's name */
	char address[LIMIT_ADDRESS + 1];
	struct steps steps;
	int64_t worker_started; /* on the clock of steps */
};

/*
 * Finds out who this is: the line of the accounts file, what NSS answers, what
 * the registry holds.  False when a login ends here; the steps say why.
 */
bool login_find_account(struct login *l);

#endif
