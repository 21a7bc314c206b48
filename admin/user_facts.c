/* SPDX-License-Identifier: ISC */
/* Saying all that is known of one address. */
#include "config.h"

#include <stdio.h>

#include "admin/output.h"
#include "admin/user_show.h"
#include "base/escape.h"

/* The names of accounts_find()'s answers in JSON. */
static const char *const answers[] = {
    [ACCOUNTS_NO_LINE] = "no-line",
    [ACCOUNTS_DENIED] = "denied",
    [ACCOUNTS_ALLOWED] = "allowed",
    [ACCOUNTS_LOCAL] = "local",
};

static void
print_line(const struct user_facts *f, const char *file)
{
	switch (f->answer) {
	case ACCOUNTS_ALLOWED:
		printf("  accounts    %s:%u: allows it%s%s%s\n", file,
		    f->rule.line,
		    f->rule.wildcard ? " as any of its domain" : "",
		    f->rule.group[0] != '\0' ? ", group " : "", f->rule.group);
		break;
	case ACCOUNTS_LOCAL:
		printf("  accounts    %s:%u: opens the local account %s\n",
		    file, f->rule.line, f->rule.local);
		break;
	case ACCOUNTS_DENIED:
		printf("  locked      %s:%u: denies %s\n", file, f->rule.line,
		    f->rule.wildcard ? "its whole domain" : "it");
		break;
	case ACCOUNTS_NO_LINE:
		printf("  accounts    %s: no line allows it\n", file);
		break;
	}
}

static void
print_account(const struct user_facts *f)
{
	char home[2 * LIMIT_PATH], shell[2 * LIMIT_PATH];

	if (f->has_account)
		printf("  account     number and group %u, home %s, shell %s\n"
		       "  registered  %s\n",
		    (unsigned)f->account.uid,
		    escape_copy(view_of(f->account.home), home, sizeof(home)),
		    escape_copy(
			view_of(f->account.shell), shell, sizeof(shell)),
		    f->registered ? "yes" : "no (its first login does that)");
	else if (f->problem[0] != '\0')
		printf("  account     none: %s\n", f->problem);
	else
		puts("  registered  no");
}

static void
print_stored(const struct user_facts *f, int64_t now)
{
	if (f->has_stored)
		printf("  password    one is stored for offline logins, %lld "
		       "hours old\n",
		    (long long)((now - f->stored) / 3600));
	else
		printf("  password    %s%s\n",
		    f->stored_error[0] != '\0' ? "not known whether stored: "
					       : "none stored",
		    f->stored_error);
}

void
user_print_facts(
    const struct user_facts *f, const char *accounts_file, int64_t now)
{
	puts(f->address);
	print_line(f, accounts_file);
	print_account(f);
	print_stored(f, now);
	if (f->has_account)
		left_print(&f->left, &f->account);
}

/* A string, or null for an empty one. */
static json_t *
text_json(const char *s)
{
	return s[0] != '\0' ? output_string(s) : json_null();
}

static json_t *
stored_json(const struct user_facts *f, int64_t now)
{
	if (!f->has_stored)
		return json_null();
	return json_pack("{s:I, s:I}", "since", (json_int_t)f->stored, "age",
	    (json_int_t)(now - f->stored));
}

static json_t *
account_json(const struct user_facts *f)
{
	return f->has_account ? output_account(&f->account) : json_null();
}

json_t *
user_facts_json(const struct user_facts *f, int64_t now)
{
	bool has_line = f->answer != ACCOUNTS_NO_LINE;

	return json_pack("{s:s, s:s, s:o, s:b, s:b, s:o, s:o, s:b, s:o, s:o, "
			 "s:o, s:o}",
	    "address", f->address, "answer", answers[f->answer], "line",
	    has_line ? json_integer(f->rule.line) : json_null(), "wildcard",
	    has_line && f->rule.wildcard, "locked",
	    f->answer == ACCOUNTS_DENIED, "local", text_json(f->rule.local),
	    "group", text_json(f->rule.group), "registered", f->registered,
	    "account", account_json(f), "problem", text_json(f->problem),
	    "stored_password", stored_json(f, now), "left",
	    f->has_account ? left_json(&f->left) : json_null());
}
