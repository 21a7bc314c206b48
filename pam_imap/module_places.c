/* SPDX-License-Identifier: ISC */
/* Where this installation has the module's other half. */
#include "config.h"

#include <unistd.h>

#include "base/names.h"
#include "pam_imap/module.h"

static bool
is_root(void)
{
	return geteuid() == 0;
}

const struct module_places module_places = {
    .login_socket = NAMES_LOGIN_SOCKET,
    .login_program = NAMES_LOGIN_PROGRAM,
    .socket_ms = LIMIT_LOGIN_SOCKET_MS,
    .timeout_ms = LIMIT_LOGIN_MS + LIMIT_LOGIN_MARGIN_MS,
    .is_root = is_root,
};
