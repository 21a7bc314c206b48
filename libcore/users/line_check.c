/* SPDX-License-Identifier: ISC */
/* Checking whole lines of the accounts file. */
#include "config.h"

#include "base/num.h"
#include "users/line.h"
#include "users/public.h"
#include "users/range.h"

static enum error_code
check_bytes(struct view line, struct error *e)
{
	if (line.n > LIMIT_ACCOUNTS_LINE)
		return error_set(e, ERROR_SETTINGS,
		    "it is longer than %d bytes", LIMIT_ACCOUNTS_LINE);
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];

		if ((c < ' ' && c != '\t') || c == 127)
			return error_set(e, ERROR_SETTINGS,
			    "it holds a control character (DOS line ends?)");
	}
	return ERROR_NONE;
}

/* Whether it is an address (a domain, for a wildcard) but for its case. */
static enum error_code
check_subject(const struct line_subject *s, struct error *e)
{
	char lower[LIMIT_ADDRESS + 1];

	if (account_lower(s->name, lower, sizeof(lower)) &&
	    (s->wildcard ? account_check_domain(view_of(lower))
			 : account_check_name(view_of(lower))))
		return ERROR_NONE;
	return error_set(e, ERROR_SETTINGS, "'%.*s' is no mail %s%s",
	    VIEW_ARG(view_before(s->name, KEYS_SHOWN)),
	    s->wildcard ? "domain" : "address",
	    s->deny ? ": this line denies nobody" : "");
}

static enum error_code
check_public(
    const struct line_subject *s, const struct keys_values *v, struct error *e)
{
	if (!s->wildcard || s->deny || view_eq_str(v->public, "yes") ||
	    !public_check_domain(s->name))
		return ERROR_NONE;
	return error_set(e, ERROR_SETTINGS,
	    "everybody can have a mailbox at %.*s (add public=yes if all of "
	    "them may log in)",
	    VIEW_ARG(s->name));
}

static enum error_code
check_uid(const struct keys_values *v, const struct accounts_range *range,
    struct error *e)
{
	uint64_t n;

	if (v->uid.n == 0 || range_is_empty(range) ||
	    (num_parse(v->uid, 0, UINT32_MAX, &n) &&
		range_has(range, (uid_t)n)))
		return ERROR_NONE;
	return error_set(e, ERROR_SETTINGS,
	    "uid=%.*s is outside the range %u-%u (see range= in defaults)",
	    VIEW_ARG(v->uid), (unsigned)range->first, (unsigned)range->last);
}

static enum keys_kind
kind_of(const struct line_subject *s, const struct keys_values *v)
{
	if (s->wildcard)
		return KEYS_WILDCARD;
	return v->local.n != 0 ? KEYS_LOCAL : KEYS_ADDRESS;
}

enum error_code
line_check(struct view line, const struct accounts_range *range,
    struct keys_values *out, struct error *e)
{
	struct line_subject s;

	*out = (struct keys_values){0};
	line_subject(line, &s);
	if (check_bytes(line, e) != ERROR_NONE ||
	    check_subject(&s, e) != ERROR_NONE)
		return ERROR_SETTINGS;
	if (s.deny && s.behind.n != 0)
		return error_set(
		    e, ERROR_SETTINGS, "nothing can stand behind '!'s address");
	if (keys_take(s.behind, out, e) != ERROR_NONE ||
	    keys_check(out, kind_of(&s, out), e) != ERROR_NONE ||
	    check_public(&s, out, e) != ERROR_NONE)
		return ERROR_SETTINGS;
	return check_uid(out, range, e);
}

enum error_code
line_check_defaults(struct view line, struct keys_values *out, struct error *e)
{
	struct line_subject s;

	*out = (struct keys_values){0};
	line_subject(line, &s);
	if (check_bytes(line, e) != ERROR_NONE ||
	    keys_take(s.behind, out, e) != ERROR_NONE)
		return ERROR_SETTINGS;
	return keys_check(out, KEYS_DEFAULTS, e);
}
