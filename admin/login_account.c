/* SPDX-License-Identifier: ISC */
/* The part of a login before the password: who is it? */
#include "config.h"

#include <pwd.h>
#include <string.h>

#include "admin/login.h"
#include "base/names.h"
#include "users/accounts.h"
#include "users/resolve.h"

/* As useradd sees it: what is below belongs to the system. */
#define FIRST_PERSON 1000

static bool
find_address(struct login *l, const struct accounts *a)
{
	if (strchr(l->operand, '@') == NULL) {
		if (accounts_find_local(
			a, view_of(l->operand), l->address, sizeof(l->address)))
			return true;
		steps_problem(&l->steps, "accounts",
		    "%s: no address with local=%s", NAMES_ACCOUNTS, l->operand);
		return false;
	}
	if (account_check_name(view_of(l->operand)))
		return view_copy(
		    view_of(l->operand), l->address, sizeof(l->address));
	steps_problem(&l->steps, "accounts",
	    "%s: not an account name: lower case only, and of a-z, 0-9, '.', "
	    "'_', '+', '-', one '@', a domain with a dot",
	    l->operand);
	return false;
}

/* What is said of a local account that a mailbox opens. */
static bool
say_local(struct login *l, const struct accounts_rule *rule)
{
	const struct passwd *pw = getpwnam(rule->local);

	steps_say(&l->steps, "accounts", "%s:%u: %s opens the local account %s",
	    NAMES_ACCOUNTS, rule->line, l->address, rule->local);
	if (pw == NULL)
		steps_problem(&l->steps, "names",
		    "there is no local account %s (make it, or mend local=)",
		    rule->local);
	else if (pw->pw_uid < FIRST_PERSON)
		steps_problem(&l->steps, "names",
		    "%s has the number %u of a system account, which no "
		    "mailbox opens",
		    rule->local, (unsigned)pw->pw_uid);
	else
		steps_say(&l->steps, "names",
		    "%s: number %u, home %s, shell %s", rule->local,
		    (unsigned)pw->pw_uid, pw->pw_dir, pw->pw_shell);
	return pw != NULL && pw->pw_uid >= FIRST_PERSON;
}

/* Compares what processes are told with what is meant. */
static void
say_names(struct login *l, const struct account *meant)
{
	const struct passwd *pw = getpwnam(l->address);

	if (pw == NULL)
		steps_problem(&l->steps, "names",
		    "NSS does not know %s (/etc/nsswitch.conf: passwd: files "
		    "imap; restart nscd if it runs)",
		    l->address);
	else if (pw->pw_uid != meant->uid ||
	    strcmp(pw->pw_dir, meant->home) != 0 ||
	    strcmp(pw->pw_shell, meant->shell) != 0)
		steps_problem(&l->steps, "names",
		    "another NSS service answers for %s, with number %u",
		    l->address, (unsigned)pw->pw_uid);
	else
		steps_say(&l->steps, "names",
		    "NSS answers number %u, home %s, shell %s",
		    (unsigned)pw->pw_uid, pw->pw_dir, pw->pw_shell);
}

/* Whatever is wrong here, what the server says is worth knowing as well. */
static void
say_account(struct login *l, const struct accounts_rule *rule)
{
	struct account account;
	struct error e;
	enum error_code code;
	bool registered;

	error_clear(&e);
	steps_say(&l->steps, "accounts", "%s:%u: allows %s%s", NAMES_ACCOUNTS,
	    rule->line, l->address,
	    rule->wildcard ? " as any of its domain" : "");
	code = resolve_registered(
	    &resolve_places, view_of(l->address), &account, &e);
	registered = code == ERROR_NONE;
	if (code == ERROR_NOTFOUND)
		code = resolve_allowed(
		    &resolve_places, view_of(l->address), &account, &e);
	if (code == ERROR_EXISTS)
		steps_problem(&l->steps, "registry",
		    "%s (postern user add %s finds another)", e.text,
		    l->address);
	else if (code != ERROR_NONE)
		steps_problem(&l->steps, "registry", "%s", e.text);
	if (code != ERROR_NONE)
		return;
	steps_say(&l->steps, "registry", "number %u%s", (unsigned)account.uid,
	    registered ? " is registered"
		       : " is computed; the first login registers it");
	say_names(l, &account);
}

bool
login_find_account(struct login *l)
{
	struct accounts_rule rule;
	struct accounts *a;
	struct error e;
	bool go_on = false;

	error_clear(&e);
	if (accounts_open(NAMES_ACCOUNTS, true, &a, &e) != ERROR_NONE) {
		steps_problem(&l->steps, "accounts", "%s", e.text);
		return false;
	}
	if (find_address(l, a)) {
		switch (accounts_find(a, view_of(l->address), &rule)) {
		case ACCOUNTS_ALLOWED:
			say_account(l, &rule);
			go_on = true;
			break;
		case ACCOUNTS_LOCAL:
			go_on = say_local(l, &rule);
			break;
		case ACCOUNTS_DENIED:
			steps_problem(&l->steps, "accounts", "%s:%u: denies %s",
			    NAMES_ACCOUNTS, rule.line, l->address);
			break;
		case ACCOUNTS_NO_LINE:
			steps_problem(&l->steps, "accounts",
			    "%s: no line allows %s (add one)", NAMES_ACCOUNTS,
			    l->address);
			break;
		}
	}
	accounts_close(&a);
	return go_on;
}
