/* SPDX-License-Identifier: ISC */
/* Fuzzes the accounts file and the registry's records. */
#include "config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "users/accounts_file.h"
#include "users/head.h"
#include "users/line.h"
#include "users/range.h"
#include "users/registry_link.h"
#include "users/resolve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"alice@example.com", "bob@example.com",
    "x@example.org", "mallory@example.org", "u@gmail.com"};

static void
ignore(void *arg, unsigned line, const char *why)
{
	unsigned *last = arg;

	/* In order, and never without a reason. */
	if (line <= *last || why[0] == '\0')
		abort();
	*last = line;
}

static void
check_account(const struct account *a)
{
	if (!account_check_name(view_of(a->name)) ||
	    a->uid < LIMIT_FIRST_ORDINARY_ID || a->uid > INT32_MAX ||
	    !account_check_path(view_of(a->home)) ||
	    !account_check_path(view_of(a->shell)))
		abort();
}

/* Whatever the file says, an account is one that NSS can hand out. */
static void
check_name(const struct accounts *a, const char *name)
{
	char address[LIMIT_ADDRESS + 1];
	struct accounts_rule rule;
	struct account account;
	struct error e;

	switch (accounts_find(a, view_of(name), &rule)) {
	case ACCOUNTS_ALLOWED:
		if (rule.local[0] != '\0')
			abort();
		if (resolve_compute(&a->defaults, &rule, view_of(name),
			&account, &e) == ERROR_NONE)
			check_account(&account);
		break;
	case ACCOUNTS_LOCAL:
		if (strcmp(rule.local, "root") == 0)
			abort();
		if (!accounts_find_local(
			a, view_of(rule.local), address, sizeof(address)) ||
		    !account_check_name(view_of(address)))
			abort();
		break;
	default:
		break;
	}
}

static void
check_file(const uint8_t *data, size_t size)
{
	struct accounts a = {.defaults.bad_line = 0};
	char address[LIMIT_ADDRESS + 1];
	unsigned last = 0;

	buf_init(&a.text, LIMIT_ACCOUNTS_FILE);
	if (!buf_add(&a.text, view_make(data, size)))
		abort();
	if (!head_parse(buf_view(&a.text), true, &a.defaults))
		abort();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		check_name(&a, names[i]);
	if (accounts_find_local(&a, view_of("root"), address, sizeof(address)))
		abort();
	accounts_check(&a, ignore, &last);
	buf_clear(&a.text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct account account = {.name = "alice@example.com"};
	struct accounts_range range;
	struct error e;
	struct view v = view_make(data, size);

	check_file(data, size);
	if (range_parse(v, &range, &e) == ERROR_NONE &&
	    (range_is_empty(&range) || range.first < LIMIT_FIRST_ORDINARY_ID))
		abort();
	if (registry_parse_record(v, &account) &&
	    (account.uid == 0 || !account_check_path(view_of(account.home)) ||
		!account_check_path(view_of(account.shell))))
		abort();
	return 0;
}
