/* SPDX-License-Identifier: ISC */
/*
 * An aliases file, whose first line is the name to expand.  Behind each form
 * feed stands a list in another file: the first is /1, the second /2.
 */
#include "config.h"

#include <stdio.h>

#include "base/limits.h"
#include "fuzz/fuzz.h"
#include "mail/address.h"
#include "mail/aliases.h"

static void
check_problem(void *arg, const char *text)
{
	(void)arg;
	FUZZ_HOLDS(!view_has_control(view_of(text)));
}

static enum error_code
read_list(void *arg, const char *path, struct buf *b, struct error *e)
{
	struct view rest = *(const struct view *)arg, list;
	char own[32];

	FUZZ_HOLDS(path[0] == '/' && !view_has_control(view_of(path)));
	FUZZ_HOLDS(view_of(path).n < LIMIT_PATH);
	for (unsigned i = 1; view_split(&rest, '\f', &list); i++) {
		snprintf(own, sizeof(own), "/%u", i);
		if (!view_eq_str(view_of(path), own))
			continue;
		return buf_add(b, list)
		    ? ERROR_NONE
		    : error_set(e, ERROR_LIMIT, "%s: too large", path);
	}
	return error_set(e, ERROR_NOTFOUND, "%s: there is none", path);
}

static bool
is_own(void *arg, struct view domain)
{
	(void)arg;
	return view_eq_case_str(domain, "localhost");
}

static bool
mailbox(void *arg, struct view name, char *dst, size_t size)
{
	(void)arg;
	return view_eq_str(name, "bob") && view_copy(view_of("b@c"), dst, size);
}

static const struct aliases_host host = {is_own, mailbox, NULL};

static bool
check_target(void *arg, struct view address)
{
	struct view local, domain;

	FUZZ_HOLDS(address.n <= LIMIT_ADDRESS);
	FUZZ_HOLDS(!view_has_control(address));
	FUZZ_HOLDS(address_split(address, &local, &domain));
	++*(size_t *)arg;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_make(data, size), text = {NULL, 0};
	const struct aliases_reader reader = {
	    .problem = check_problem, .read = read_list, .read_arg = &rest};
	char known[LIMIT_ADDRESS + 1];
	struct aliases *a;
	struct error e;
	struct view name, local;
	size_t found = 0;

	view_split(&rest, '\f', &text);
	name = view_before(text, view_find(text, '\n'));
	text = view_from(text, name.n);
	FUZZ_HOLDS(
	    aliases_parse(text, "aliases", &reader, &a, &e) == ERROR_NONE);
	for (size_t i = 0; aliases_list(a, i) != NULL; i++)
		FUZZ_HOLDS(i < ALIASES_LISTS);
	if (aliases_expand(a, &host, name, check_target, &found, &e) ==
	    ERROR_NONE)
		FUZZ_HOLDS(found > 0);
	if (aliases_local_name(&host, name, &local, known)) {
		FUZZ_HOLDS(view_find(local, '@') == local.n);
		FUZZ_HOLDS(view_of(known).n > 0);
	}
	aliases_free(&a);
	return 0;
}
