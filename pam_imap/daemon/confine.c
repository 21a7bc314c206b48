/* SPDX-License-Identifier: ISC */
/* Which files postern-login needs. */
#include "config.h"

#include "base/names.h"
#include "pam_imap/daemon/confine.h"
#include "sys/sandbox.h"

/* Those that a system has not are passed over. */
static const char *const readable[] = {
    /* Ours, the local users, the machine's number, time zones. */
    NAMES_CONF_DIR,
    NAMES_ETC_DIR,
    "/etc",
    "/usr/share/zoneinfo",
    /* What settings files may be links into. */
    "/nix/store",
    "/gnu/store",
    /* The map of this user namespace, also a child's. */
    "/proc",
    /* libcrypto loads its settings and providers when first used. */
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/lib64",
};

static const char *const writable[] = {NAMES_LIB_DIR, "/dev/null"};

#define PATHS(list)                                    \
	{                                              \
		(list), sizeof(list) / sizeof(*(list)) \
	}

enum error_code
confine_login(struct error *e)
{
	const struct sandbox_paths read = PATHS(readable);
	const struct sandbox_paths write = PATHS(writable);

	return sandbox_confine(read, write, false, e);
}
