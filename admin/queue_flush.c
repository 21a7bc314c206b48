/* SPDX-License-Identifier: ISC */
/* "postern queue flush", and watching how the queue drains. */
#include "config.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "admin/queue.h"
#include "sendmail-shim/mailq/print.h"

#define STEP_MS 500
/* Seconds without a change after which what is left waits for its time. */
#define REST 10
#define NANOSECONDS 1000000000

enum queue_drain_state
queue_drain_step(
    struct queue_drain *d, const struct control_state *s, int64_t now)
{
	if (s->messages == 0)
		return QUEUE_EMPTY;
	if (s->reason[0] != '\0')
		return QUEUE_FAILS;
	if (s->messages != d->messages) {
		d->messages = s->messages;
		d->since = now;
	}
	return now - d->since >= REST ? QUEUE_RESTS : QUEUE_DRAINS;
}

static bool
take_state(void *arg, const struct control_state *s)
{
	*(struct control_state *)arg = *s;
	return true;
}

/* The next look; false when there is nobody to ask. */
static bool
look(struct control_state *out)
{
	const struct control_query q = {.all = true};
	const struct ask_ear ear = {.arg = out, .state = take_state};
	struct error e;

	return queue_ask(CONTROL_STATUS, &q, &ear, &e) == ERROR_NONE;
}

static void
print_rest(enum queue_drain_state how, const struct control_state *s)
{
	struct print p;

	if (how == QUEUE_EMPTY) {
		puts("\r\033[KThe queue is empty");
		return;
	}
	fputs("\r\033[K", stdout);
	print_init(&p, stdout);
	print_state(&p, s);
	printf("%" PRIu64 " message%s left (mailq says why)\n", s->messages,
	    s->messages == 1 ? "" : "s");
}

void
queue_progress(void)
{
	enum queue_drain_state how = QUEUE_DRAINS;
	struct queue_drain drain = {.messages = 0};
	struct control_state s;

	while (isatty(STDOUT_FILENO) && look(&s)) {
		how =
		    queue_drain_step(&drain, &s, deadline_now() / NANOSECONDS);
		if (how != QUEUE_DRAINS) {
			print_rest(how, &s);
			return;
		}
		printf("\r\033[K%" PRIu64 " message%s left", s.messages,
		    s.messages == 1 ? "" : "s");
		fflush(stdout);
		poll(NULL, 0, STEP_MS);
	}
}

int
queue_flush_command(const struct command_line *line)
{
	const struct control_query q = {.all = true};
	const struct ask_ear ear = {.arg = NULL};
	struct error e;

	(void)line;
	if (queue_ask(CONTROL_FLUSH, &q, &ear, &e) != ERROR_NONE) {
		fprintf(stderr, "postern: %s\n", e.text);
		return EX_UNAVAILABLE;
	}
	queue_progress();
	return EX_OK;
}
