/* SPDX-License-Identifier: ISC */
/* Commands that change what waits. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>

#include "admin/queue.h"

struct tally {
	const char *word; /* for what was done */
	unsigned done;
	unsigned failed;
};

static bool
count(void *arg, const struct control_result *r)
{
	struct tally *t = arg;

	if (r->done) {
		t->done++;
		printf("%s: %s\n", r->id, t->word);
	} else {
		t->failed++;
		fprintf(stderr, "postern: %s: not %s: %s\n", r->id, t->word,
		    r->why);
	}
	return true;
}

/* One request; a failure counts. */
static void
change(enum control_frame type, const struct control_query *q,
    const char *about, struct tally *t)
{
	const struct ask_ear ear = {.arg = t, .result = count};
	struct error e;

	if (queue_ask(type, q, &ear, &e) == ERROR_NONE)
		return;
	fprintf(stderr, "postern: %s%s%s\n", about, *about != '\0' ? ": " : "",
	    e.text);
	t->failed++;
}

/* Takes the texts together, which are one question; false, with a line on
 * standard error, when an operand is neither that nor an id. */
static bool
read_operands(const struct command_line *line, struct control_query *texts)
{
	struct error e = {.code = ERROR_NONE};

	for (int i = 0; i < line->n && e.code == ERROR_NONE; i++) {
		const char *operand = line->operands[i];

		if (spool_check_name(view_of(operand)))
			continue;
		queue_operand(operand, texts, &e);
		if (texts->id[0] != '\0')
			error_set(&e, ERROR_INPUT, "not a queue id");
		if (e.code != ERROR_NONE)
			fprintf(stderr, "postern: %s: %s\n", operand, e.text);
	}
	return e.code == ERROR_NONE;
}

/* Ids are asked for one by one. */
static void
change_chosen(enum control_frame type, const struct command_line *line,
    const struct control_query *base, const struct control_query *texts,
    struct tally *t)
{
	for (int i = 0; i < line->n; i++) {
		struct control_query one = *base;

		if (view_copy(
			view_of(line->operands[i]), one.id, sizeof(one.id)) &&
		    control_query_is_one(&one))
			change(type, &one, line->operands[i], t);
	}
	if (!control_query_is_open(texts))
		change(type, texts, "", t);
}

static int
run(enum control_frame type, const char *word, const struct command_line *line)
{
	struct control_query q = {
	    .failed = (line->options & COMMAND_FAILED) != 0,
	    .all = (line->options & COMMAND_ALL) != 0};
	struct control_query texts = q;
	struct tally t = {.word = word};

	if (q.all == (line->n != 0)) {
		fputs("postern: say which messages, or --all\n", stderr);
		return EX_USAGE;
	}
	if (!read_operands(line, &texts))
		return EX_USAGE;
	if (q.all)
		change(type, &q, "", &t);
	else
		change_chosen(type, line, &q, &texts, &t);
	if (t.done == 0 && t.failed == 0)
		fputs("postern: there is no such message there\n", stderr);
	else if (type == CONTROL_RETRY && t.failed == 0)
		queue_progress();
	return t.failed == 0 ? EX_OK : EX_UNAVAILABLE;
}

int
queue_change_hold(const struct command_line *line)
{
	return run(CONTROL_HOLD, "held", line);
}

int
queue_change_release(const struct command_line *line)
{
	return run(CONTROL_RELEASE, "released", line);
}

int
queue_change_retry(const struct command_line *line)
{
	return run(CONTROL_RETRY, "tried now", line);
}

int
queue_change_delete(const struct command_line *line)
{
	return run(CONTROL_DELETE, "deleted", line);
}
