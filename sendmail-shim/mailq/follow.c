/* SPDX-License-Identifier: ISC */
/* Telling somebody at a terminal what becomes of a message. */
#include "config.h"

#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/mailq/follow.h"
#include "sendmail-shim/mailq/print.h"

/* What is known about other recipients of one transaction comes at once. */
#define OTHERS_MS 1000

struct following {
	struct print print;
	bool waits; /* a recipient was deferred or held */
	bool patient;
	bool failed; /* nothing goes out at present */
};

static bool
hear_state(void *arg, const struct control_state *s)
{
	struct following *f = arg;

	f->failed = s->reason[0] != '\0';
	print_state(&f->print, s);
	return !f->failed;
}

static bool
hear_event(void *arg, const struct control_event *v)
{
	struct following *f = arg;

	print_recipient(&f->print, &v->recipient);
	f->waits |= !journal_state_done(v->recipient.state);
	return f->patient || !f->waits;
}

static enum error_code
listen(struct following *f, int fd, const char *id, struct deadline d)
{
	const struct ask_ear ear = {
	    .arg = f, .state = hear_state, .event = hear_event};
	struct error e;

	return ask_wait(fd, id, d, &ear, &e);
}

void
follow(int fd, const struct control_state *state, const char *id, int seconds,
    FILE *to)
{
	struct following f = {.waits = false};
	enum error_code code;

	print_init(&f.print, to);
	f.print.place = CONTROL_QUEUE;
	if (state->reason[0] != '\0' && state->due > f.print.now + seconds) {
		print_state(&f.print, state);
		return;
	}
	code = listen(&f, fd, id, deadline_in(seconds * 1000L));
	if (code == ERROR_NONE && f.waits && !f.failed) {
		f.patient = true;
		code = listen(&f, fd, id, deadline_in(OTHERS_MS));
	}
	if (code != ERROR_NONE && !f.waits)
		fprintf(to, "    still waiting (mailq tells how it goes on)\n");
}
