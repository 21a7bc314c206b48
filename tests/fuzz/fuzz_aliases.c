/* SPDX-License-Identifier: ISC */
/* An aliases file, whose first line is the name to expand. */
#include "config.h"

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
	struct view text = view_make(data, size);
	struct view name = view_before(text, view_find(text, '\n'));
	struct aliases *a;
	struct error e;
	size_t found = 0;

	text = view_from(text, name.n);
	FUZZ_HOLDS(aliases_parse(text, "aliases", check_problem, NULL, &a,
		       &e) == ERROR_NONE);
	if (aliases_expand(a, name, check_target, &found, &e) == ERROR_NONE)
		FUZZ_HOLDS(found > 0);
	aliases_free(&a);
	return 0;
}
