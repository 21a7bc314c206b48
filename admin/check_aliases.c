/* SPDX-License-Identifier: ISC */
/* Whether mail to local names gets anywhere. */
#include "config.h"

#include "admin/check.h"
#include "base/names.h"
#include "mail/aliases.h"

static void
problem(void *arg, const char *text)
{
	report_line(arg, REPORT_ERROR, "aliases", "%s", text);
}

void
check_aliases_file(struct report *r, const char *path, bool check_owner)
{
	unsigned errors = r->count[REPORT_ERROR];
	struct aliases *a;
	struct error e;

	error_clear(&e);
	if (aliases_load(path, check_owner, problem, r, &a, &e) != ERROR_NONE) {
		report_line(r, REPORT_ERROR, "aliases", "%s", e.text);
		return;
	}
	if (!aliases_has_root(a))
		report_line(r, REPORT_WARNING, "aliases",
		    "%s: no alias for root: mail to local names waits (write "
		    "\"root: you@example.com\")",
		    path);
	else if (r->count[REPORT_ERROR] == errors)
		report_line(r, REPORT_OK, "aliases",
		    "%s: in order, with one for root", path);
	aliases_free(&a);
}

void
check_aliases(struct report *r)
{
	check_aliases_file(r, NAMES_ALIASES, true);
}
