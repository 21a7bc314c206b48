/* SPDX-License-Identifier: ISC */
/* Address lists: walked, completed, and their names written as phrases. */
#include "config.h"

#include "fuzz/fuzz.h"
#include "mail/address.h"

static bool
check_one(void *arg, struct view address, struct view name)
{
	struct view local, domain;
	struct buf phrase;

	FUZZ_HOLDS(address.n > 0);
	if (address_split(address, &local, &domain))
		FUZZ_HOLDS(local.n + domain.n + 1 == address.n);
	buf_init(&phrase, 16 * name.n + 64);
	FUZZ_HOLDS(address_add_phrase(&phrase, name));
	FUZZ_HOLDS(!view_has_control(buf_view(&phrase)));
	FUZZ_HOLDS(view_is_ascii(buf_view(&phrase)));
	buf_clear(&phrase);
	++*(size_t *)arg;
	return true;
}

static bool
check_complete(void *arg, struct view address, struct view name)
{
	struct view local, domain;

	(void)name;
	FUZZ_HOLDS(address_split(address, &local, &domain));
	++*(size_t *)arg;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view list = view_make(data, size);
	size_t before = 0, after = 0;
	struct buf b;

	buf_init(&b, 3 * size + 64);
	if (address_each(list, check_one, &before)) {
		FUZZ_HOLDS(address_complete(&b, list, view_of("x"), NULL));
		FUZZ_HOLDS(address_each(buf_view(&b), check_complete, &after));
		FUZZ_HOLDS(before == after);
	} else {
		FUZZ_HOLDS(!address_complete(&b, list, view_of("x"), NULL));
		FUZZ_HOLDS(b.n == 0);
	}
	buf_clear(&b);
	return 0;
}
