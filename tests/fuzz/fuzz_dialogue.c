/* SPDX-License-Identifier: ISC */
/* A caller of sendmail -bs: commands, and texts behind DATA. */
#include "config.h"

#include <string.h>

#include "fuzz/fuzz.h"
#include "queue/message.h"
#include "sendmail-shim/sendmail/dialogue.h"
#include "sendmail-shim/sendmail/dialogue_text.h"

/* Replies are whole lines of printable text that begin with a code. */
static void
check_replies(const struct buf *replies)
{
	struct view rest = buf_view(replies), line;

	FUZZ_HOLDS(
	    !replies->failed && rest.n >= 2 && rest.p[rest.n - 1] == '\n');
	rest.n--;
	while (view_split(&rest, '\n', &line)) {
		FUZZ_HOLDS(line.n > 4 && line.p[line.n - 1] == '\r');
		line.n--;
		FUZZ_HOLDS(!view_has_control(line));
		FUZZ_HOLDS(line.p[0] >= '2' && line.p[0] <= '5');
	}
}

static void
check_envelope(const struct dialogue *d)
{
	const char *p = d->recipients.p, *orcpt = d->orcpts.p;

	FUZZ_HOLDS(
	    d->sender[0] == '\0' || message_check_address(view_of(d->sender)));
	FUZZ_HOLDS(
	    d->envid[0] == '\0' || message_check_word(view_of(d->envid)));
	for (unsigned i = 0; i < d->n_recipients; i++) {
		size_t n = strlen(p);

		FUZZ_HOLDS(n > 2 && p[0] == '<' && p[n - 1] == '>');
		FUZZ_HOLDS(message_check_address(view_make(p + 1, n - 2)));
		p += n + 1;
		FUZZ_HOLDS(orcpt[0] == '\0' || orcpt_check(view_of(orcpt)));
		orcpt += strlen(orcpt) + 1;
	}
}

/* The text at the front of rest, into little room. */
static void
take_text(struct view *rest, bool bare)
{
	struct dialogue_text t = {.bare = bare};
	char room[16];

	while (rest->n > 0 && t.at != DIALOGUE_ENDED)
		FUZZ_HOLDS(dialogue_text_take(&t, rest, room, sizeof(room)) <=
		    sizeof(room));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_make(data, size), line;
	enum dialogue_next next = DIALOGUE_COMMAND;
	struct dialogue d;
	struct buf replies;

	dialogue_init(&d, "example.com");
	buf_init(&replies, DIALOGUE_REPLY);
	while (next != DIALOGUE_QUIT && view_split(&rest, '\n', &line)) {
		bool bare = line.n == 0 || line.p[line.n - 1] != '\r';

		if (!bare)
			line.n--;
		buf_reset(&replies);
		next = dialogue_step(&d, line, &replies);
		check_replies(&replies);
		check_envelope(&d);
		if (next != DIALOGUE_TEXT)
			continue;
		FUZZ_HOLDS(d.has_sender && d.n_recipients > 0);
		take_text(&rest, bare);
		dialogue_done(&d, 0, "ID", &replies);
	}
	buf_clear(&replies);
	dialogue_clear(&d);
	return 0;
}
