/* SPDX-License-Identifier: ISC */
/* The envelope of a spool file. */
#include "config.h"

#include "fuzz/fuzz.h"
#include "queue/message.h"

static void
check_message(const struct message *m)
{
	FUZZ_HOLDS(
	    m->sender[0] == '\0' || message_check_address(view_of(m->sender)));
	FUZZ_HOLDS(m->n_recipients > 0);
	for (unsigned i = 0; i < m->n_recipients; i++) {
		const char *orcpt = message_orcpt(m, i);

		FUZZ_HOLDS(
		    message_check_address(view_of(message_recipient(m, i))));
		FUZZ_HOLDS(orcpt[0] == '\0' || orcpt_check(view_of(orcpt)));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct message m, again;
	struct buf b;
	size_t at;
	long n;

	message_init(&m);
	message_init(&again);
	buf_init(&b, MESSAGE_ENVELOPE);
	n = message_parse(view_make(data, size), &m);
	FUZZ_HOLDS(n >= -1 && n <= (long)size);
	if (n > 0) {
		check_message(&m);
		FUZZ_HOLDS(message_encode(&m, &b, &at));
		FUZZ_HOLDS(message_parse(buf_view(&b), &again) == (long)b.n);
		FUZZ_HOLDS(again.n_recipients == m.n_recipients);
		FUZZ_HOLDS(again.size == m.size);
		for (unsigned i = 0; i < m.n_recipients; i++)
			FUZZ_HOLDS(
			    message_notify(&again, i) == message_notify(&m, i));
	}
	buf_clear(&b);
	message_clear(&m);
	message_clear(&again);
	return 0;
}
