/* SPDX-License-Identifier: ISC */
/* Deciding whose a name is. */
#include "config.h"

#include <pwd.h>
#include <syslog.h>

#include <security/pam_modutil.h>

#include "pam_imap/whose.h"
#include "users/files.h"
#include "users/range.h"

#define NOBODY 65534
#define NO_UID ((uid_t)-1)

/* root's, the system's: a mailbox never opens those. */
static bool
is_system(uid_t uid)
{
	return uid < LIMIT_FIRST_ORDINARY_ID || uid == NOBODY;
}

/* Opens the accounts file; a missing one names nobody and is no error. */
static struct accounts *
open_accounts(const struct module *m, const char *user, struct error *e)
{
	struct accounts *a;
	enum error_code code = accounts_open(
	    resolve_places.accounts, resolve_places.check_owner, &a, e);

	if (code != ERROR_NONE && code != ERROR_NOTFOUND)
		module_log(m, LOG_ERR, "%s: %s", user, e->text);
	return code == ERROR_NONE ? a : NULL;
}

static enum whose
whose_local(const struct module *m, const char *user)
{
	char address[LIMIT_ADDRESS + 1];
	struct error e;
	struct accounts *a = open_accounts(m, user, &e);
	bool found;

	if (a == NULL)
		return WHOSE_OTHERS;
	found = accounts_find_local(a, view_of(user), address, sizeof(address));
	accounts_close(&a);
	return found ? WHOSE_LOCAL : WHOSE_OTHERS;
}

/* An address that may log in and that NSS does not know: says why. */
static enum whose
explain_missing(const struct module *m, const char *user)
{
	struct account account;
	struct error e;

	if (!module_places.is_root())
		return WHOSE_OTHERS;
	switch (resolve_allowed(&resolve_places, view_of(user), &account, &e)) {
	case ERROR_NONE:
		module_log(m, LOG_ERR,
		    "%s: no account, since name service does not ask imap "
		    "(write \"passwd: files imap\" and \"group: files imap\" "
		    "in /etc/nsswitch.conf)",
		    user);
		break;
	case ERROR_EXISTS:
		module_log(m, LOG_ERR,
		    "%s: no account: %s (postern user add %s finds another)",
		    user, e.text, user);
		break;
	default:
		module_log(m, LOG_ERR, "%s: no account: %s", user, e.text);
	}
	return WHOSE_BROKEN;
}

/*
 * Of an address that no line makes an account of: an account that is
 * registered is ours to refuse, since it keeps its name and number.
 */
static enum whose
judge_unlisted(const char *user, uid_t uid)
{
	struct account account;
	struct error e;
	bool ours = uid != NO_UID &&
	    resolve_registered(&resolve_places, view_of(user), &account, &e) ==
		ERROR_NONE &&
	    account.uid == uid;

	return ours ? WHOSE_ADDRESS : WHOSE_OTHERS;
}

/* What the accounts file and NSS say of an address. */
static enum whose
judge_address(const struct module *m, const struct accounts *a,
    const char *user, uid_t uid)
{
	struct accounts_defaults d;
	struct accounts_rule rule;
	enum accounts_answer answer = accounts_find(a, view_of(user), &rule);

	if (answer == ACCOUNTS_NO_LINE || answer == ACCOUNTS_LOCAL)
		return judge_unlisted(user, uid);
	accounts_get_defaults(a, &d);
	if (uid != NO_UID && !range_is_empty(&d.range) &&
	    !range_has(&d.range, uid))
		return WHOSE_OTHERS;
	if (uid == NO_UID && answer == ACCOUNTS_ALLOWED)
		return explain_missing(m, user);
	return WHOSE_ADDRESS;
}

/* Whether it is a local account: that it looks like an address says nothing. */
static bool
is_in_files(const char *user, uid_t uid)
{
	struct error e;
	uid_t local;

	return uid != NO_UID &&
	    files_find_user(resolve_places.etc_dir, view_of(user), &local,
		&e) == ERROR_NONE &&
	    local == uid;
}

static enum whose
whose_address(const struct module *m, const char *user, uid_t uid)
{
	struct accounts *a;
	struct error e;
	enum whose whose;

	if (is_in_files(user, uid))
		return WHOSE_OTHERS;
	a = open_accounts(m, user, &e);
	if (a == NULL) /* a missing file lets nobody log in */
		return e.code == ERROR_NOTFOUND ? judge_unlisted(user, uid)
						: WHOSE_BROKEN;
	whose = judge_address(m, a, user, uid);
	accounts_close(&a);
	return whose;
}

enum whose
whose_name(const struct module *m, const char *user, uid_t *uid_out)
{
	struct passwd *pw = pam_modutil_getpwnam(m->pamh, user);

	*uid_out = pw != NULL ? pw->pw_uid : NO_UID;
	if (pw != NULL && is_system(pw->pw_uid))
		return WHOSE_OTHERS;
	if (account_check_name(view_of(user)))
		return whose_address(m, user, *uid_out);
	return pw != NULL ? whose_local(m, user) : WHOSE_OTHERS;
}
