/* SPDX-License-Identifier: ISC */
/* Fuzzes what a submission server can say: single replies, and all of them
 * while messages are on their way. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "smtp/client_private.h"
#include "smtp/transfer.h"
#include "sys/spawn.h"

#define MESSAGES 3

struct run {
	struct smtp session;
	struct smtp_transfer *transfer;
	struct smtp_outgoing messages[MESSAGES];
	struct smtp_recipient recipients[MESSAGES][2];
	unsigned started;
	unsigned done;
};

static void
check_reply(const struct smtp_reply *r)
{
	struct smtp_features f;
	char text[64];

	FUZZ_HOLDS(r->code >= 200 && r->code <= 599);
	FUZZ_HOLDS(
	    r->enhanced.class == 0 || r->enhanced.class == r->code / 100);
	FUZZ_HOLDS(strlen(smtp_reply_copy(r, text, sizeof(text))) >= 3);
	FUZZ_HOLDS(!view_has_control(view_of(text)));
	smtp_features_parse(r, &f);
	FUZZ_HOLDS(strlen(f.auth) < sizeof(f.auth));
}

static void
check_replies(struct view rest)
{
	struct smtp_reply r;
	struct view line;

	smtp_reply_init(&r);
	while (view_split(&rest, '\n', &line)) {
		if (smtp_reply_add(&r, line) != SMTP_REPLY_DONE)
			continue;
		check_reply(&r);
		smtp_reply_reset(&r);
	}
	smtp_reply_clear(&r);
}

/* A smtp_done_fn: in order, and nothing is sent without three agreements. */
static void
note_done(void *arg, struct smtp_outgoing *o)
{
	struct run *run = arg;
	const struct smtp_transaction *t = &o->transaction;
	const struct smtp_answer *a;

	FUZZ_HOLDS(o == &run->messages[run->done]);
	run->done++;
	for (unsigned i = 0; i < t->n_recipients; i++)
		if (smtp_transaction_fate(t, i, &a) == SMTP_FATE_SENT)
			FUZZ_HOLDS(t->mail.code / 100 == 2 &&
			    t->recipients[i].code / 100 == 2 &&
			    t->final.code / 100 == 2 && t->whole);
}

/* A smtp_more_fn. */
static void
start_next(void *arg)
{
	struct run *run = arg;
	struct smtp_outgoing *o = &run->messages[run->started];
	struct smtp_recipient *r;

	if (run->started == MESSAGES || !smtp_transfer_check(run->transfer, 6))
		return;
	r = run->recipients[run->started++];
	r[0].address = "b@example.net";
	r[1].address = "c@example.net";
	o->transaction.sender = "a@example.com";
	o->transaction.recipients = r;
	o->transaction.n_recipients = 2;
	o->transaction.size = 6;
	o->text.head = view_of("text\r\n");
	smtp_transfer_start(run->transfer, o);
}

static void
open_run(struct run *run, const uint8_t *data, size_t size)
{
	struct error e;
	int fds[2];

	FUZZ_HOLDS(spawn_socketpair(fds));
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	if (size > 0)
		send(fds[1], data, size, MSG_DONTWAIT);
	shutdown(fds[1], SHUT_WR);
	FUZZ_HOLDS(stream_new(fds[0], &run->session.stream, &e) == ERROR_NONE);
	FUZZ_HOLDS(smtp_transfer_new(&run->session, true, note_done, start_next,
		       run, &run->transfer, &e) == ERROR_NONE);
	while (smtp_transfer_work(run->transfer, &e) == ERROR_NONE)
		continue;
	close(fds[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_replies(view_make(data, size));
	for (unsigned mode = 0; mode < 3; mode++) {
		struct run run = {.started = 0};

		run.session.features.pipelining = mode > 0;
		run.session.features.chunking = mode > 1;
		open_run(&run, data, size);
		smtp_transfer_end(run.transfer);
		FUZZ_HOLDS(run.done == run.started);
		smtp_transfer_free(&run.transfer);
		stream_free(&run.session.stream);
		for (unsigned i = 0; i < run.started; i++)
			smtp_transaction_clear(&run.messages[i].transaction);
	}
	return 0;
}
