/* SPDX-License-Identifier: ISC */
/* Fuzzes the frames of queue.sock, both ways. */
#include "config.h"

#include "fuzz/fuzz.h"
#include "queue/control.h"

static void
check_frame(const struct frame *f)
{
	struct control_state state;
	struct control_message message;
	struct control_recipient recipient;
	struct control_query query;
	struct control_result result;
	struct control_event event;
	struct view bytes;
	char reason[LIMIT_MESSAGE_TEXT];
	struct error e;
	struct buf b;

	buf_init(&b, 16 * CONTROL_PAYLOAD);
	if (control_get_state(f, &state, &e) == ERROR_NONE)
		FUZZ_HOLDS(control_put_state(&b, &state));
	if (control_get_message(f, &message, &e) == ERROR_NONE)
		FUZZ_HOLDS(control_put_message(&b, &message));
	if (control_get_recipient(f, &recipient, &e) == ERROR_NONE)
		FUZZ_HOLDS(recipient.state < JOURNAL_STATES &&
		    control_put_recipient(&b, &recipient));
	if (control_get_query(f, &query, &e) == ERROR_NONE)
		FUZZ_HOLDS(control_put_query(&b, CONTROL_LIST, &query) &&
		    !(control_query_is_open(&query) &&
			control_query_is_one(&query)));
	if (control_get_result(f, &result, &e) == ERROR_NONE)
		FUZZ_HOLDS(control_put_result(&b, &result));
	if (control_get_event(f, &event, &e) == ERROR_NONE)
		FUZZ_HOLDS(event.recipient.state < JOURNAL_STATES &&
		    control_put_event(&b, &event));
	if (control_get_data(f, &bytes, &e) == ERROR_NONE)
		FUZZ_HOLDS(
		    bytes.n <= CONTROL_DATA_MAX && control_put_data(&b, bytes));
	if (control_get_refused(f, reason, sizeof(reason), &e) == ERROR_NONE)
		FUZZ_HOLDS(control_put_refused(&b, reason));
	FUZZ_HOLDS(
	    (control_get_plain(f, &e) == ERROR_NONE) == (f->payload.n == 0));
	buf_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_make(data, size);
	struct frame f;
	long n;

	while ((n = frame_parse(rest, CONTROL_PAYLOAD, &f)) > 0) {
		check_frame(&f);
		rest = view_from(rest, (size_t)n);
	}
	/* A bare payload gets further than a head. */
	f = (struct frame){CONTROL_LIST, view_make(data, size)};
	check_frame(&f);
	return 0;
}
