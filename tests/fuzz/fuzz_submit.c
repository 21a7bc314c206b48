/* SPDX-License-Identifier: ISC */
/* Frames between sendmail and queue-put, one after another, as either reads
 * them. */
#include "config.h"

#include <string.h>

#include "fuzz/fuzz.h"
#include "queue/submit.h"

static void
decode(const struct frame *f, struct message *m)
{
	struct submit_answer answer;
	struct view text;
	struct error e;

	switch (f->type) {
	case SUBMIT_ENVELOPE:
		if (submit_get_envelope(f, m, &e) == ERROR_NONE)
			FUZZ_HOLDS(m->sender[0] == '\0' ||
			    message_check_address(view_of(m->sender)));
		break;
	case SUBMIT_RECIPIENTS:
		submit_get_recipients(f, m, &e);
		break;
	case SUBMIT_DATA:
		if (submit_get_data(f, &text, &e) == ERROR_NONE)
			FUZZ_HOLDS(text.n <= LIMIT_FRAME_DATA);
		break;
	case SUBMIT_ANSWER:
		if (submit_get_answer(f, &answer, &e) == ERROR_NONE)
			FUZZ_HOLDS(strlen(answer.text) < sizeof(answer.text));
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_make(data, size);
	struct message m;
	struct frame f;
	long n;

	message_init(&m);
	while ((n = frame_parse(rest, LIMIT_FRAME, &f)) > 0) {
		decode(&f, &m);
		rest = view_from(rest, (size_t)n);
	}
	for (unsigned i = 0; i < m.n_recipients; i++)
		FUZZ_HOLDS(
		    message_check_address(view_of(message_recipient(&m, i))));
	message_clear(&m);
	return 0;
}
