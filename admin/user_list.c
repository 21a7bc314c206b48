/* SPDX-License-Identifier: ISC */
/* Listing the registered accounts. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "admin/output.h"
#include "admin/user.h"
#include "base/escape.h"

/* A list on its way: printed at once, or its names sorted first. */
struct list {
	struct output o;
	struct accounts_range range;
	char **names;
	size_t n, room;
	bool short_of_memory;
};

static void
print(struct output *o, const struct account *a)
{
	char home[2 * LIMIT_PATH], shell[2 * LIMIT_PATH];

	if (o->json)
		output_object(o, output_account(a));
	else
		printf("%-32s %10u  %s  %s\n", a->name, (unsigned)a->uid,
		    escape_copy(view_of(a->home), home, sizeof(home)),
		    escape_copy(view_of(a->shell), shell, sizeof(shell)));
}

static bool
print_each(void *arg, const struct account *a)
{
	struct list *list = arg;

	print(&list->o, a);
	return !ferror(stdout);
}

/* Keeps the name alone: whole accounts would be 200 MB for 100,000. */
static bool
keep_name(void *arg, const struct account *a)
{
	struct list *list = arg;

	if (list->n == list->room) {
		size_t room = list->room != 0 ? list->room * 2 : 64;
		char **more = reallocarray(list->names, room, sizeof(*more));

		list->short_of_memory = more == NULL;
		if (more == NULL)
			return false;
		list->names = more;
		list->room = room;
	}
	list->names[list->n] = strdup(a->name);
	list->short_of_memory = list->names[list->n] == NULL;
	list->n += !list->short_of_memory;
	return !list->short_of_memory;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static enum error_code
print_name(struct list *list, const char *name, struct error *e)
{
	struct account account;
	enum error_code code = registry_find_name(user_places.names->registry,
	    view_of(name), &list->range, &account, e);

	if (code == ERROR_NONE)
		print(&list->o, &account);
	return code;
}

static enum error_code
list_sorted(struct list *list, struct error *e)
{
	size_t seen = 0;
	enum error_code code = registry_each(
	    user_places.names->registry, &list->range, keep_name, list, e);

	if (list->short_of_memory)
		code = error_set(e, ERROR_MEMORY, "no memory to sort them");
	if (list->n > 0)
		qsort(list->names, list->n, sizeof(*list->names), by_name);
	for (; code == ERROR_NONE && seen < list->n; seen++)
		if (print_name(list, list->names[seen], e) == ERROR_SYSTEM)
			code = ERROR_SYSTEM;
	for (size_t i = 0; i < list->n; i++)
		free(list->names[i]);
	free(list->names);
	return code;
}

static bool
list_all(struct list *list, bool sorted)
{
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = sorted ? list_sorted(list, &e)
		      : registry_each(user_places.names->registry, &list->range,
			    print_each, list, &e);
	if (code != ERROR_NONE)
		fprintf(stderr, "postern: %s\n", e.text);
	return code == ERROR_NONE;
}

static bool
list_one(struct list *list, const char *operand)
{
	char name[LIMIT_ADDRESS + 1];
	struct error e;
	enum error_code code;

	error_clear(&e);
	code = user_name(operand, name, &e);
	if (code == ERROR_NONE)
		code = print_name(list, name, &e);
	if (code == ERROR_NOTFOUND)
		error_set(&e, code, "not registered");
	if (code != ERROR_NONE)
		user_complain(operand, &e);
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
	code =
	    accounts_read_defaults(user_places.names->accounts, true, &d, &e);
	*range = d.range;
	if (code == ERROR_NONE || code == ERROR_NOTFOUND)
		return true;
	fprintf(stderr, "postern: %s\n", e.text);
	return false;
}

int
user_list_command(const struct command_line *line)
{
	struct list list = {.names = NULL};
	bool ok = true;

	if (!get_range(&list.range))
		return EX_CONFIG;
	output_begin(&list.o, (line->options & COMMAND_JSON) != 0);
	if (line->n == 0)
		ok = list_all(&list, (line->options & COMMAND_SORT) != 0);
	for (int i = 0; i < line->n; i++)
		ok = list_one(&list, line->operands[i]) && ok;
	return output_end(&list.o) && ok ? EX_OK : 1;
}
