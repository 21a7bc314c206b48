/* SPDX-License-Identifier: ISC */
/* Fuzzes the journal of a message to root, bob@x.y and eve@x.y. */
#include "config.h"

#include <string.h>

#include "fuzz/fuzz.h"
#include "queue/journal.h"

/* What was read is read the same when it was written down again. */
static void
check_again(const struct journal *j, const struct message *m)
{
	struct journal again;
	struct error e;
	struct buf b;

	buf_init(&b, 4 * LIMIT_JOURNAL);
	journal_init(&again);
	FUZZ_HOLDS(journal_encode(j, m, &b));
	FUZZ_HOLDS(journal_parse(buf_view(&b), m, &again, &e) == ERROR_NONE);
	FUZZ_HOLDS(again.n == j->n && again.whole == b.n && !again.torn);
	for (unsigned i = 0; i < j->n; i++) {
		const struct journal_recipient *x = &j->list[i];
		const struct journal_recipient *y = &again.list[i];

		FUZZ_HOLDS(strcmp(x->address, y->address) == 0);
		FUZZ_HOLDS(x->of.index < m->n_recipients);
		FUZZ_HOLDS(x->state == y->state);
		FUZZ_HOLDS(x->of.notify == y->of.notify);
	}
	journal_clear(&again);
	buf_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const to[] = {"root", "bob@x.y", "eve@x.y"};
	struct journal j;
	struct message m;
	struct error e;

	message_init(&m);
	for (size_t i = 0; i < sizeof(to) / sizeof(to[0]); i++)
		FUZZ_HOLDS(message_add_recipient(&m, view_of(to[i]), &e) ==
		    ERROR_NONE);
	journal_init(&j);
	if (journal_parse(view_make(data, size), &m, &j, &e) == ERROR_NONE) {
		FUZZ_HOLDS(j.whole <= size && j.torn == (j.whole < size));
		check_again(&j, &m);
	}
	journal_clear(&j);
	message_clear(&m);
	return 0;
}
