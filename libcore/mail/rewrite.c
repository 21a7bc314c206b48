/* SPDX-License-Identifier: ISC */
/* Which senders the policy of a relay permits. */
#include "config.h"

#include "mail/address.h"
#include "mail/rewrite.h"

static bool
is_address(struct view v)
{
	size_t at = view_find_last(v, '@');

	return at > 0 && at + 1 < v.n && v.p[0] != '*';
}

void
rewrite_policy_set(struct rewrite_policy *p, const char *user,
    const char *senders, const char *host)
{
	struct view rest = view_of(senders), word;

	*p = (struct rewrite_policy){
	    .senders = view_of(senders),
	    .host = view_of(host),
	};
	if (is_address(view_of(user)))
		p->account = view_of(user);
	while (p->account.n == 0 && view_word(&rest, &word))
		if (is_address(word))
			p->account = word;
}

/* Whether one word of senders covers the address. */
static bool
covers(struct view word, struct view address)
{
	struct view local, domain;

	if (view_eq_str(word, "*") || view_eq_case(word, address))
		return true;
	if (view_starts(word, "*@"))
		word = view_from(word, 1);
	return view_starts(word, "@") &&
	    address_split(address, &local, &domain) &&
	    view_eq_case(view_from(word, 1), domain);
}

bool
rewrite_permits(const struct rewrite_policy *p, struct view address)
{
	struct view rest = p->senders, word, local, domain;

	if (p->account.n == 0 || view_eq_case(address, p->account))
		return true;
	if (!address_split(address, &local, &domain))
		return false;
	while (view_word(&rest, &word))
		if (covers(word, address))
			return true;
	return false;
}

struct view
rewrite_sender(const struct rewrite_policy *p, struct view sender)
{
	if (sender.n == 0 || rewrite_permits(p, sender))
		return sender;
	return p->account;
}
