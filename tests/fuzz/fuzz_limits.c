/* SPDX-License-Identifier: ISC */
/* What the runner tells queue-put. */
#include "config.h"

#include "fuzz/fuzz.h"
#include "queue/limits.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct limits l, again;
	struct buf b;

	limits_init(&l);
	limits_init(&again);
	buf_init(&b, 4 * size + 4096);
	if (limits_parse(view_make(data, size), &l, NULL) == ERROR_NONE) {
		FUZZ_HOLDS(limits_encode(&l, &b));
		FUZZ_HOLDS(
		    limits_parse(buf_view(&b), &again, NULL) == ERROR_NONE);
		FUZZ_HOLDS(again.size == l.size && again.free == l.free);
		FUZZ_HOLDS(again.n_submitters == l.n_submitters);
		FUZZ_HOLDS(again.n_uses == l.n_uses);
	} else {
		FUZZ_HOLDS(l.n_submitters + l.n_groups + l.n_uses == 0);
	}
	buf_clear(&b);
	limits_clear(&l);
	limits_clear(&again);
	return 0;
}
