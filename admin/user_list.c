/* SPDX-License-Identifier: ISC */
/* Listing the registered accounts. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "admin/user.h"
#include "base/names.h"
#include "users/range.h"

/* Records as they are collected, before they are sorted. */
struct list {
	struct account *accounts;
	size_t n, room;
};

static void
print(const struct account *a)
{
	printf("%-32s %10u  %s  %s\n", a->name, (unsigned)a->uid, a->home,
	    a->shell);
}

static bool
collect(void *arg, const struct account *a)
{
	struct list *list = arg;

	if (list->n == list->room) {
		size_t room = list->room != 0 ? list->room * 2 : 64;
		struct account *more =
		    reallocarray(list->accounts, room, sizeof(*more));

		if (more == NULL)
			return false;
		list->accounts = more;
		list->room = room;
	}
	list->accounts[list->n++] = *a;
	return true;
}

static int
by_name(const void *a, const void *b)
{
	const struct account *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool
list_all(const struct accounts_range *range)
{
	struct list list = {NULL, 0, 0};
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = registry_each(NAMES_USERS_DIR, range, collect, &list, &e);
	if (code == ERROR_NONE && list.n > 0)
		qsort(list.accounts, list.n, sizeof(*list.accounts), by_name);
	for (size_t i = 0; code == ERROR_NONE && i < list.n; i++)
		print(&list.accounts[i]);
	if (code != ERROR_NONE)
		fprintf(stderr, "postern: %s\n", e.text);
	free(list.accounts);
	return code == ERROR_NONE;
}

static bool
list_one(const struct accounts_range *range, const char *operand)
{
	char name[LIMIT_ADDRESS + 1];
	struct account account;
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = user_name(operand, name, &e);
	if (code == ERROR_NONE)
		code = registry_find_name(
		    NAMES_USERS_DIR, view_of(name), range, &account, &e);
	if (code == ERROR_NONE)
		print(&account);
	else
		fprintf(stderr, "postern: %s: %s\n", operand,
		    code == ERROR_NOTFOUND ? "not registered" : e.text);
	return code == ERROR_NONE;
}

/* The numbers that NSS answers for, and so those that count. */
static bool
get_range(struct accounts_range *range)
{
	struct accounts_defaults d;
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = accounts_read_defaults(NAMES_ACCOUNTS, true, &d, &e);
	*range = d.range;
	if (code == ERROR_NONE || code == ERROR_NOTFOUND)
		return true;
	fprintf(stderr, "postern: %s\n", e.text);
	return false;
}

int
user_list_command(int n, char **operands)
{
	struct accounts_range range;
	bool ok = true;

	if (!get_range(&range))
		return EX_CONFIG;
	if (n == 0)
		ok = list_all(&range);
	for (int i = 0; i < n; i++)
		ok = list_one(&range, operands[i]) && ok;
	return ok ? EX_OK : 1;
}
