/* SPDX-License-Identifier: ISC */
/* Judging names and numbers by the accounts file and the registry. */
#include "config.h"

#include "pam_imap/daemon/judge.h"

/* Sets the text and returns the verdict that goes with it. */
#define JUDGE(e, verdict, ...) \
	(error_set((e), ERROR_REFUSED, __VA_ARGS__), (verdict))

/* What a failure to read the registry or to compute means. */
static enum verdict
verdict_of(enum error_code code)
{
	return code == ERROR_MEMORY ? VERDICT_MEMORY
	    : code == ERROR_BUG     ? VERDICT_INTERNAL
				    : VERDICT_SETTINGS;
}

/* The registered account, or the one that would be. */
static enum verdict
find_account(
    const struct resolve_places *places, struct subject *s, struct error *e)
{
	struct view name = view_of(s->address);
	enum error_code code = resolve_registered(places, name, &s->account, e);

	s->registered = code == ERROR_NONE;
	if (code == ERROR_NOTFOUND)
		code = resolve_allowed(places, name, &s->account, e);
	if (code == ERROR_EXISTS)
		error_set(e, code,
		    "its number is taken (postern user add %s finds another)",
		    s->address);
	return code == ERROR_NONE ? VERDICT_SUCCESS : verdict_of(code);
}

/* Sessions run with the number that NSS gave: it must be the account's. */
static enum verdict
check_number(
    const struct subject *s, const struct protocol_request *r, struct error *e)
{
	if (r->uid == s->account.uid)
		return VERDICT_SUCCESS;
	return JUDGE(e, VERDICT_NOT_PERMITTED,
	    "name service gave it number %u and the registry says %u (is imap "
	    "behind files in /etc/nsswitch.conf? does nscd remember another?)",
	    (unsigned)r->uid, (unsigned)s->account.uid);
}

static enum verdict
judge_address(const struct accounts *a, const struct resolve_places *places,
    const struct protocol_request *r, struct subject *s, struct error *e)
{
	struct accounts_rule rule;
	enum verdict verdict;

	switch (accounts_find(a, view_of(s->address), &rule)) {
	case ACCOUNTS_ALLOWED:
		verdict = find_account(places, s, e);
		return verdict == VERDICT_SUCCESS ? check_number(s, r, e)
						  : verdict;
	case ACCOUNTS_DENIED:
		return JUDGE(e, VERDICT_NOT_PERMITTED,
		    "a '!' line of %s denies it", places->accounts);
	case ACCOUNTS_LOCAL:
		return JUDGE(e, VERDICT_UNKNOWN_USER,
		    "%s:%u makes no account of it", places->accounts,
		    rule.line);
	case ACCOUNTS_NO_LINE:
		break;
	}
	return JUDGE(e, VERDICT_UNKNOWN_USER, "no line of %s allows it",
	    places->accounts);
}

static enum verdict
judge_local(const struct accounts *a, const struct resolve_places *places,
    const struct protocol_request *r, struct subject *s, struct error *e)
{
	s->local = true;
	if (r->uid < LIMIT_FIRST_ORDINARY_ID)
		return JUDGE(e, VERDICT_UNKNOWN_USER,
		    "it is the system's account, which no mailbox opens");
	if (!accounts_find_local(
		a, view_of(r->user), s->address, sizeof(s->address)))
		return JUDGE(e, VERDICT_UNKNOWN_USER,
		    "no line of %s has local=%s", places->accounts, r->user);
	return VERDICT_SUCCESS;
}

enum verdict
judge_login(const struct accounts *a, const struct resolve_places *places,
    const struct protocol_request *r, struct subject *out, struct error *e)
{
	struct view user = view_of(r->user);

	*out = (struct subject){.local = false};
	if (!account_check_name(user))
		return judge_local(a, places, r, out, e);
	view_copy(user, out->address, sizeof(out->address));
	return judge_address(a, places, r, out, e);
}

enum verdict
judge_account(const struct accounts *a, const struct resolve_places *places,
    const struct protocol_request *r, struct error *e)
{
	struct subject s;
	enum verdict verdict = judge_login(a, places, r, &s, e);

	if (verdict == VERDICT_UNKNOWN_USER && !s.local)
		verdict = VERDICT_NOT_PERMITTED;
	if (verdict == VERDICT_SUCCESS && !s.local && !s.registered)
		return JUDGE(e, VERDICT_NOT_PERMITTED,
		    "it is not registered: nobody has logged in with its "
		    "password yet (or postern user add %s)",
		    s.address);
	return verdict;
}
