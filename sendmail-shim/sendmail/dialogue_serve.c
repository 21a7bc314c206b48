/* SPDX-License-Identifier: ISC */
/* The loop of -bs: lines to the dialogue, texts to where every message goes. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "sendmail-shim/sendmail/dialogue.h"
#include "sendmail-shim/sendmail/dialogue_serve.h"
#include "sendmail-shim/sendmail/dialogue_text.h"
#include "sendmail-shim/sendmail/send.h"
#include "sys/io.h"

#define READ_STEP (16UL * 1024)
/* Replies that wait while commands are there (RFC 2920). */
#define REPLIES (64UL * 1024)

struct session {
	const struct dialogue_serve *s;
	struct dialogue dialogue;
	struct dialogue_text text;
	char piece[READ_STEP];
	struct view in; /* of piece, what was read and not used */
	struct buf line;
	struct buf replies;
	bool bare; /* the last line ended in LF alone */
	bool ended;
	int status;
};

/* Ends the dialogue with this exit status. */
static bool
end(struct session *n, int status)
{
	n->ended = true;
	if (n->status == EX_OK)
		n->status = status;
	return false;
}

static bool
flush(struct session *n)
{
	bool ok = !n->replies.failed &&
	    io_write_all(n->s->out, buf_view(&n->replies), deadline_never());

	buf_reset(&n->replies);
	return ok || end(n, EX_IOERR);
}

/* Reads more, and answers first; false at the end. */
static bool
read_more(struct session *n)
{
	ssize_t got;

	if (n->ended || !flush(n))
		return false;
	got = io_read_some(
	    n->s->in, n->piece, sizeof(n->piece), deadline_never());
	if (got <= 0)
		return end(n, got < 0 ? EX_IOERR : EX_OK);
	n->in = view_make(n->piece, (size_t)got);
	return true;
}

/*
 * Reads a line into n->line, without its end: one byte more than
 * DIALOGUE_LINE at most, the rest is dropped.  False at the end.
 */
static bool
read_line(struct session *n)
{
	struct buf *line = &n->line;
	bool found = false;

	buf_reset(line);
	while (!found) {
		size_t at;

		if (n->in.n == 0 && !read_more(n))
			return false;
		at = view_find(n->in, '\n');
		found = at < n->in.n;
		buf_add(line,
		    view_before(
			view_before(n->in, at), DIALOGUE_LINE + 2 - line->n));
		n->in = view_from(n->in, found ? at + 1 : at);
	}
	n->bare = line->n == 0 || line->p[line->n - 1] != '\r';
	if (!n->bare)
		line->n--;
	return !line->failed || end(n, EX_TEMPFAIL);
}

/* A source_read_fn: the text behind DATA. */
static ssize_t
read_text(void *arg, void *p, size_t size)
{
	struct session *n = arg;
	size_t got = 0;

	while (got == 0 && n->text.at != DIALOGUE_ENDED) {
		if (n->in.n == 0 && !read_more(n)) {
			errno = ECONNABORTED;
			return -1;
		}
		got = dialogue_text_take(&n->text, &n->in, p, size);
	}
	return (ssize_t)got;
}

/* The recipients as operands, with what is said of each. */
struct operands {
	char **list;
	struct send_wish *wishes;
};

static void
free_operands(struct operands *o)
{
	free(o->list);
	free(o->wishes);
}

/* False without memory; to be freed in any case. */
static bool
make_operands(struct dialogue *d, struct operands *o)
{
	char *p = d->recipients.p;
	const char *orcpt = d->orcpts.p;

	o->list = calloc(d->n_recipients + 1, sizeof(*o->list));
	o->wishes = calloc(d->n_recipients + 1, sizeof(*o->wishes));
	if (o->list == NULL || o->wishes == NULL)
		return false;
	for (unsigned i = 0; i < d->n_recipients; i++) {
		o->list[i] = p;
		o->wishes[i] = (struct send_wish){d->notifies[i], orcpt};
		p += strlen(p) + 1;
		orcpt += strlen(orcpt) + 1;
	}
	return true;
}

/* Sends the message whose envelope is there and whose text comes; the exit
 * status. */
static int
send_message(struct session *n, char id[SPOOL_NAME + 1], struct error *e)
{
	struct dialogue *d = &n->dialogue;
	struct operands operands;
	struct options o = {.full_name = n->s->options->full_name,
	    .ignore_dot = true,
	    .has_sender = true,
	    .n_operands = (int)d->n_recipients};
	struct send s = {.options = &o,
	    .identity = n->s->identity,
	    .put = n->s->put,
	    .in = -1,
	    .read = read_text,
	    .read_arg = n};
	int status = EX_TEMPFAIL;

	memcpy(o.sender, d->sender, sizeof(o.sender));
	memcpy(o.ret, d->ret, sizeof(o.ret));
	o.envid = d->envid[0] != '\0' ? d->envid : NULL;
	if (make_operands(d, &operands)) {
		o.operands = operands.list;
		s.wishes = operands.wishes;
		status = send_run(&s, id, e);
	} else {
		error_set(e, ERROR_MEMORY, "no memory");
	}
	free_operands(&operands);
	return status;
}

/* A message that is refused before its end is read nevertheless. */
static void
take_message(struct session *n)
{
	char id[SPOOL_NAME + 1], rest[4096];
	struct error e;
	int status;

	error_clear(&e);
	n->text = (struct dialogue_text){.bare = n->bare};
	status = send_message(n, id, &e);
	while (read_text(n, rest, sizeof(rest)) > 0)
		continue;
	if (n->text.at != DIALOGUE_ENDED) {
		end(n, EX_PROTOCOL);
		return;
	}
	dialogue_done(
	    &n->dialogue, status, status == EX_OK ? id : e.text, &n->replies);
	if (status == EX_OK && n->s->taken != NULL)
		n->s->taken(n->s->arg);
}

static void
converse(struct session *n)
{
	enum dialogue_next next = DIALOGUE_COMMAND;

	dialogue_greet(&n->dialogue, &n->replies);
	while (next != DIALOGUE_QUIT && !n->ended && read_line(n)) {
		next = dialogue_step(
		    &n->dialogue, buf_view(&n->line), &n->replies);
		if (next == DIALOGUE_TEXT)
			take_message(n);
		if (n->replies.n + DIALOGUE_REPLY > REPLIES)
			flush(n);
	}
	if (n->replies.n > 0)
		flush(n);
}

int
dialogue_serve_run(const struct dialogue_serve *s)
{
	struct session *n = calloc(1, sizeof(*n));
	int status;

	if (n == NULL)
		return EX_TEMPFAIL;
	n->s = s;
	dialogue_init(&n->dialogue, s->identity->domain);
	buf_init(&n->line, DIALOGUE_LINE + 2);
	buf_init(&n->replies, REPLIES);
	converse(n);
	status = n->status;
	dialogue_clear(&n->dialogue);
	buf_clear(&n->line);
	buf_clear(&n->replies);
	free(n);
	return status;
}
