/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes what postern-login reads from imap-check.  The first byte says what
 * that was asked for: 1 for steps, 2 for no answer yet.
 */
#include "config.h"

#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "pam_imap/daemon/inquiry.h"
#include "sys/io.h"
#include "sys/spawn.h"

static void
take_trace(void *arg, const struct attempt_trace *trace)
{
	bool *may = arg;

	FUZZ_HOLDS(*may);
	FUZZ_HOLDS(!view_has_control(view_of(trace->text)));
}

/* Takes what there is, to its end. */
static void
take_all(struct inquiry *q)
{
	struct attempt_verdict v;
	struct error e;
	enum error_code code;

	do
		code = inquiry_turn(q, take_trace, &q->server.trace, &v, &e);
	while (code == ERROR_LATER);
	if (code == ERROR_NONE) {
		FUZZ_HOLDS(q->told && v.verdict < VERDICTS);
		FUZZ_HOLDS(!view_has_control(view_of(v.log)));
		FUZZ_HOLDS(!view_has_control(view_of(v.person)));
	} else {
		FUZZ_HOLDS(code == ERROR_SYSTEM || code == ERROR_PROTOCOL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inquiry q;
	int ends[2];

	if (size < 1 || size > 65536 || !spawn_socketpair(ends))
		return 0;
	inquiry_init(&q);
	q.fd = ends[1];
	q.server.trace = (data[0] & 1) != 0;
	q.told = (data[0] & 2) == 0;
	FUZZ_HOLDS(io_write_all(
	    ends[0], view_make(data + 1, size - 1), deadline_in(1000)));
	close(ends[0]);
	take_all(&q);
	inquiry_close(&q);
	return 0;
}
