/* SPDX-License-Identifier: ISC */
/* Fuzzes the frames between postern-queue and relay-send. */
#include "config.h"

#include "flow/handover.h"
#include "fuzz/fuzz.h"

/* What was decoded survives being sent again. */
static void
check_message(struct buf *b, const struct frame *f)
{
	struct handover_message m, again;
	struct frame second;
	struct error e;

	if (handover_get_message(f, &m, &e) != ERROR_NONE)
		return;
	FUZZ_HOLDS(m.n_recipients > 0 && m.n_recipients <= LIMIT_RECIPIENTS);
	FUZZ_HOLDS(handover_put_message(b, &m));
	FUZZ_HOLDS(
	    frame_parse(buf_view(b), HANDOVER_PAYLOAD, &second) == (long)b->n);
	FUZZ_HOLDS(handover_get_message(&second, &again, &e) == ERROR_NONE);
	FUZZ_HOLDS(again.n_recipients == m.n_recipients);
	FUZZ_HOLDS((again.notifies == NULL) == (m.notifies == NULL));
	FUZZ_HOLDS((again.orcpts == NULL) == (m.orcpts == NULL));
	handover_clear_message(&m);
	handover_clear_message(&again);
}

static void
check_relay(struct buf *b, const struct frame *f)
{
	static struct handover_relay relay;
	struct error e;

	if (handover_get_relay(f, &relay, &e) == ERROR_NONE)
		FUZZ_HOLDS(handover_put_relay(b, &relay));
	secret_clear(&relay.secret);
}

static void
check_outcomes(struct buf *b, const struct frame *f)
{
	struct handover_outcome o;
	struct handover_failed failed;
	char text[LIMIT_MESSAGE_TEXT];
	uint64_t number;
	struct error e;

	if (handover_get_outcome(f, &o, &e) == ERROR_NONE)
		FUZZ_HOLDS(
		    o.result < HANDOVER_RESULTS && handover_put_outcome(b, &o));
	if (handover_get_failed(f, &failed, &e) == ERROR_NONE)
		FUZZ_HOLDS(failed.failure < HANDOVER_FAILURES &&
		    handover_put_failed(b, &failed));
	if (handover_get_done(f, &number, &e) == ERROR_NONE)
		FUZZ_HOLDS(handover_put_done(b, number));
	if (handover_get_ready(f, text, sizeof(text), &e) == ERROR_NONE)
		FUZZ_HOLDS(handover_put_ready(b, text));
	if (handover_get_trace(f, &number, text, sizeof(text), &e) ==
	    ERROR_NONE)
		FUZZ_HOLDS(handover_put_trace(b, number, text));
}

static void
check_frame(const struct frame *f)
{
	struct buf b;

	buf_init(&b, HANDOVER_PAYLOAD + FRAME_HEAD);
	check_relay(&b, f);
	check_message(&b, f);
	check_outcomes(&b, f);
	buf_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_make(data, size);
	struct frame f;
	long n;

	while ((n = frame_parse(rest, HANDOVER_PAYLOAD, &f)) > 0) {
		check_frame(&f);
		rest = view_from(rest, (size_t)n);
	}
	/* The type byte and a bare payload get further than a head. */
	if (size > 0) {
		f = (struct frame){
		    (uint8_t)(data[0] & 7), view_make(data + 1, size - 1)};
		check_frame(&f);
	}
	return 0;
}
