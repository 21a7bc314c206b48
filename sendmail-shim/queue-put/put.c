/* SPDX-License-Identifier: ISC */
/* Taking one framed message into the spool. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/names.h"
#include "mail/lines.h"
#include "sendmail-shim/queue-put/door.h"
#include "sendmail-shim/queue-put/file.h"
#include "sendmail-shim/queue-put/pass.h"
#include "sendmail-shim/queue-put/put.h"
#include "queue/submit.h"

struct run {
	const struct put *p;
	struct put_file file;
	struct door door;
	struct message m;
	struct lines lines;
	struct buf in;  /* the frame that was read last */
	struct buf out; /* what is to be written next */
	size_t size_at; /* where in the file the size stands */
	bool opened;    /* the envelope is in the file */
	struct submit_answer answer;
	struct error e;
};

static enum error_code
receive(struct run *r, struct frame *out)
{
	struct deadline d = r->p->patience_ms > 0
	    ? deadline_in(r->p->patience_ms)
	    : deadline_never();
	enum error_code code = frame_recv(r->p->in, &r->in, d, out, &r->e);

	if (code == ERROR_NOTFOUND)
		return error_set(&r->e, ERROR_LATER,
		    "cancelled: the message ended before its end was said");
	return code;
}

/* Writes the envelope, with the sizes of a text that is not known yet. */
static enum error_code
write_envelope(struct run *r)
{
	r->m.uid = r->p->who.uid;
	message_set_user(&r->m, view_of(r->p->user));
	r->m.time = (int64_t)time(NULL);
	r->opened = true;
	if (r->m.n_recipients == 0)
		return error_set(
		    &r->e, ERROR_INPUT, "the message has no recipient");
	buf_reset(&r->out);
	if (!message_encode(&r->m, &r->out, &r->size_at))
		return error_set(&r->e, ERROR_MEMORY, "no memory");
	return put_file_add(&r->file, buf_view(&r->out), &r->e);
}

/* Writes what lines made of the text. */
static enum error_code
write_text(struct run *r)
{
	enum error_code code;

	if (r->out.failed)
		return error_set(&r->e, ERROR_MEMORY, "no memory");
	code = door_check(&r->door, &r->file, r->lines.size, &r->e);
	if (code != ERROR_NONE)
		return code;
	return put_file_add(&r->file, buf_view(&r->out), &r->e);
}

static enum error_code
take_data(struct run *r, const struct frame *f)
{
	struct view text;
	enum error_code code = ERROR_NONE;

	if (!r->opened)
		code = write_envelope(r);
	if (code == ERROR_NONE)
		code = submit_get_data(f, &text, &r->e);
	if (code != ERROR_NONE)
		return code;
	buf_reset(&r->out);
	lines_add(&r->lines, text, &r->out);
	return write_text(r);
}

static enum error_code
take_end(struct run *r)
{
	enum error_code code = ERROR_NONE;
	size_t at;

	if (!r->opened)
		code = write_envelope(r);
	buf_reset(&r->out);
	lines_end(&r->lines, &r->out);
	if (code == ERROR_NONE)
		code = write_text(r);
	if (code != ERROR_NONE)
		return code;
	r->m.size = r->lines.size;
	r->m.eight_bit = r->lines.eight_bit;
	r->m.longest = r->lines.longest;
	buf_reset(&r->out);
	if (!message_encode(&r->m, &r->out, &at))
		return error_set(&r->e, ERROR_MEMORY, "no memory");
	code = door_close(&r->door, &r->file, &r->e);
	if (code != ERROR_NONE)
		return code;
	return put_file_commit(&r->file, r->size_at,
	    view_from(buf_view(&r->out), r->size_at), &r->e);
}

/* One frame, at its place in the order. */
static enum error_code
take_frame(struct run *r, const struct frame *f)
{
	switch (f->type) {
	case SUBMIT_RECIPIENTS:
		if (!r->opened)
			return submit_get_recipients(f, &r->m, &r->e);
		break;
	case SUBMIT_DATA:
		return take_data(r, f);
	case SUBMIT_END:
		return take_end(r);
	}
	return error_set(
	    &r->e, ERROR_PROTOCOL, "frame %u at a wrong place", f->type);
}

static enum error_code
take_message(struct run *r)
{
	struct frame f;
	enum error_code code = receive(r, &f);

	if (code == ERROR_NONE && f.type != SUBMIT_ENVELOPE)
		code = error_set(
		    &r->e, ERROR_PROTOCOL, "the envelope does not come first");
	if (code == ERROR_NONE)
		code = submit_get_envelope(&f, &r->m, &r->e);
	while (code == ERROR_NONE) {
		code = receive(r, &f);
		if (code == ERROR_NONE)
			code = take_frame(r, &f);
		if (code == ERROR_NONE && f.type == SUBMIT_END)
			break;
	}
	return code;
}

/* Whether the spool is out of reach from here, not merely full. */
static bool
is_shut(int reason)
{
	return reason == EACCES || reason == EPERM || reason == EROFS ||
	    reason == ENOENT;
}

/* Who hands the message in may begin; whoever is gone already need not. */
static enum error_code
greet(struct run *r)
{
	if (!submit_put_ready(&r->out))
		return error_set(&r->e, ERROR_MEMORY, "no memory");
	return frame_send(r->p->out, &r->out, deadline_in(LIMIT_PUT_MS), &r->e);
}

/* Into the file, which is open. */
static enum error_code
put_here(struct run *r)
{
	enum error_code code = door_open(&r->door, &r->p->who, &r->file, &r->e);

	if (code == ERROR_NONE && r->p->greets)
		code = greet(r);
	if (code == ERROR_NONE)
		code = take_message(r);
	put_file_close(&r->file);
	if (code == ERROR_NONE)
		memcpy(r->answer.id, r->file.name, sizeof(r->answer.id));
	return code;
}

/* By another one's hands. */
static enum error_code
put_there(struct run *r)
{
	struct error shut = r->e;
	enum error_code code = ERROR_NOTFOUND;

	error_set(&r->e, code, "there is no socket either");
	if (r->p->socket != NULL)
		code = pass_message(
		    r->p->socket, r->p->reach_ms, r->p->in, &r->answer, &r->e);
	if (code != ERROR_NOTFOUND)
		return code;
	error_prefix(&r->e,
	    "%s (queue-put must be setgid to the group " NAMES_DROP_USER
	    "; a service that may not use that needs "
	    "postern-submit.socket: systemctl enable --now)",
	    shut.text);
	return ERROR_SYSTEM;
}

static int
answer(struct run *r, enum error_code code)
{
	struct submit_answer *a = &r->answer;

	if (code != ERROR_NONE)
		*a = (struct submit_answer){
		    .status = (unsigned)submit_status(code)};
	if (code != ERROR_NONE)
		snprintf(a->text, sizeof(a->text), "%s", r->e.text);
	submit_put_answer(&r->in, a);
	frame_send(r->p->out, &r->in, deadline_in(LIMIT_PUT_MS), NULL);
	return (int)a->status;
}

static void
init(struct run *r, const struct put *p)
{
	*r = (struct run){.p = p};
	door_init(&r->door);
	message_init(&r->m);
	buf_init(&r->in, LIMIT_FRAME + FRAME_HEAD);
	buf_init(&r->out, MESSAGE_ENVELOPE + 2 * LIMIT_FRAME_DATA);
}

static void
clear(struct run *r)
{
	door_clear(&r->door);
	message_clear(&r->m);
	buf_clear(&r->in);
	buf_clear(&r->out);
}

int
put_run(const struct put *p)
{
	struct run r;
	enum error_code code;
	int status;

	init(&r, p);
	code = put_file_open(p->spool, p->who.uid, p->named, &r.file, &r.e);
	if (code == ERROR_NONE)
		code = put_here(&r);
	else if (is_shut(errno))
		code = put_there(&r);
	status = answer(&r, code);
	clear(&r);
	return status;
}

int
put_refuse(const struct put *p, const struct error *e)
{
	struct run r;
	int status;

	init(&r, p);
	r.e = *e;
	status = answer(&r, e->code);
	clear(&r);
	return status;
}
