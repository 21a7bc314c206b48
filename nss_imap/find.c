/* SPDX-License-Identifier: ISC */
/* Finding the account that a question is about. */
#include "config.h"

#include "base/limits.h"
#include "nss_imap/nss.h"
#include "users/resolve.h"

enum error_code
nss_find_name(const char *name, struct account *out)
{
	struct view v = view_of(name);
	struct error e;
	enum error_code code;

	code = resolve_registered(&resolve_places, v, out, &e);
	if (code == ERROR_NOTFOUND && account_check_name(v) &&
	    nss_may_compute())
		code = resolve_allowed(&resolve_places, v, out, &e);
	return code;
}

enum error_code
nss_find_uid(uid_t uid, struct account *out)
{
	struct error e;

	if (uid < LIMIT_FIRST_ORDINARY_ID)
		return ERROR_NOTFOUND;
	return resolve_uid(&resolve_places, uid, out, &e);
}
