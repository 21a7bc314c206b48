/* SPDX-License-Identifier: ISC */
/* Whether the accounts file says what was meant. */
#include "config.h"

#include "admin/check.h"
#include "base/names.h"
#include "users/accounts.h"
#include "users/range.h"

struct bad {
	struct report *r;
	enum report_level level;
};

static void
bad_line(void *arg, unsigned line, const char *why)
{
	const struct bad *bad = arg;

	report_line(bad->r, bad->level, "accounts", "%s:%u: %s", NAMES_ACCOUNTS,
	    line, why);
}

static unsigned
check_lines(struct report *r, const struct accounts *a)
{
	struct bad skipped = {r, REPORT_ERROR}, odd = {r, REPORT_WARNING};

	return accounts_check(a, bad_line, &skipped) +
	    accounts_check_together(a, NAMES_ETC_DIR, bad_line, &odd);
}

static unsigned
check_range(struct report *r, const struct accounts *a)
{
	struct accounts_defaults d;
	struct error e;

	error_clear(&e);
	accounts_get_defaults(a, &d);
	if (d.bad_line != 0 || range_is_empty(&d.range) ||
	    range_check_mapped(&d.range, RANGE_UID_MAP, &e) == ERROR_NONE)
		return 0; /* a bad line has been reported */
	report_line(r, REPORT_ERROR, "accounts", "%s: range=%u-%u: %s",
	    NAMES_ACCOUNTS, (unsigned)d.range.first, (unsigned)d.range.last,
	    e.text);
	return 1;
}

void
check_accounts(struct report *r, const struct conf *conf)
{
	struct accounts *a;
	struct error e;
	unsigned found;

	error_clear(&e);
	if (accounts_open(NAMES_ACCOUNTS, true, &a, &e) != ERROR_NONE) {
		report_line(r,
		    e.code == ERROR_NOTFOUND && conf->n_logins == 0
			? REPORT_WARNING
			: REPORT_ERROR,
		    "accounts", "%s%s", e.text,
		    e.code == ERROR_NOTFOUND
			? " (write who may log in; postern-accounts(5))"
			: "");
		return;
	}
	found = check_lines(r, a);
	found += check_range(r, a);
	if (found == 0)
		report_line(r, REPORT_OK, "accounts", "%s: every line is good",
		    NAMES_ACCOUNTS);
	accounts_close(&a);
}
