/* SPDX-License-Identifier: ISC */
/* Looking for a number that nobody has. */
#include "config.h"

#include "users/files.h"
#include "users/hash.h"
#include "users/range.h"
#include "users/registry.h"

/* ERROR_NONE, ERROR_EXISTS when somebody has it, or why it is not known. */
static enum error_code
check_number(const char *dir, const struct registry_places *places,
    const struct accounts *accounts, struct view name, uid_t uid,
    struct error *e)
{
	enum error_code code = registry_check_free(dir, uid, e);

	if (code == ERROR_NONE)
		code = files_check_free(places->etc_dir, name, uid, e);
	if (code == ERROR_NONE && accounts != NULL &&
	    accounts_names_uid(accounts, uid))
		code = error_set(e, ERROR_EXISTS,
		    "a line of the accounts file has uid=%u", (unsigned)uid);
	return code;
}

enum error_code
registry_pick_uid(const char *dir, const struct registry_places *places,
    const struct accounts_range *range, const struct accounts *accounts,
    struct view name, uid_t *uid_out, struct error *e)
{
	uid_t first, uid;
	enum error_code code;

	if (range_is_empty(range))
		return error_set(e, ERROR_SETTINGS, "the range is bad");
	first = uid = hash_uid(name, range);
	do {
		code = check_number(dir, places, accounts, name, uid, e);
		if (code == ERROR_NONE)
			*uid_out = uid;
		if (code != ERROR_EXISTS)
			return code;
		uid = uid == range->last ? range->first : uid + 1;
	} while (uid != first);
	return error_set(e, ERROR_LIMIT, "no number of the range %u-%u is free",
	    (unsigned)range->first, (unsigned)range->last);
}
