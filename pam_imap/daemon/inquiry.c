/* SPDX-License-Identifier: ISC */
/* Asking imap-check without waiting for it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "pam_imap/daemon/inquiry.h"
#include "sys/io.h"

/* The largest of its frames: a verdict, two texts. */
#define PAYLOAD 4096
/* What is read at a time. */
#define PIECE 4096
/* Steps that a worker may report. */
#define TRACES 1000

void
inquiry_init(struct inquiry *q)
{
	*q = (struct inquiry){.fd = -1};
	buf_init(&q->in, FRAME_HEAD + PAYLOAD + PIECE);
	buf_init_wiping(&q->out, 2 * LIMIT_FRAME);
}

void
inquiry_close(struct inquiry *q)
{
	io_close(&q->fd);
	buf_clear(&q->in);
	buf_clear(&q->out);
	q->told = false;
	q->traces = 0;
}

bool
inquiry_is_open(const struct inquiry *q)
{
	return q->fd >= 0;
}

enum error_code
inquiry_open(struct inquiry *q, struct starter *s,
    const struct attempt_server *server, struct error *e)
{
	q->server = *server;
	if (!attempt_put_server(&q->out, server))
		return error_set(e, ERROR_LIMIT, "the settings are too long");
	q->fd = starter_ask(s, e);
	if (q->fd < 0)
		buf_clear(&q->out);
	return q->fd >= 0 ? ERROR_NONE : e->code;
}

bool
inquiry_is_for(const struct inquiry *q, const struct attempt_server *server)
{
	const struct attempt_server *own = &q->server;

	if (own->n_urls != server->n_urls || own->trace != server->trace ||
	    strcmp(own->ca_file, server->ca_file) != 0 ||
	    strcmp(own->mechanisms, server->mechanisms) != 0 ||
	    strcmp(own->pins, server->pins) != 0 ||
	    strcmp(own->user, server->user) != 0)
		return false;
	for (unsigned i = 0; i < own->n_urls; i++)
		if (strcmp(own->urls[i], server->urls[i]) != 0)
			return false;
	return true;
}

/* One buffer holds one frame while it is made. */
enum error_code
inquiry_tell(struct inquiry *q, const struct attempt_credentials *credentials,
    struct error *e)
{
	struct buf b;
	bool ok;

	buf_init_wiping(&b, LIMIT_FRAME);
	ok = attempt_put_credentials(&b, credentials) &&
	    buf_add(&q->out, buf_view(&b));
	buf_clear(&b);
	q->told = ok;
	return ok ? ERROR_NONE
		  : error_set(e, ERROR_MEMORY, "no memory for the password");
}

short
inquiry_events(const struct inquiry *q)
{
	return q->out.n > 0 ? POLLIN | POLLOUT : POLLIN;
}

static bool
must_wait(void)
{
	return errno == EAGAIN || errno == EINTR;
}

static enum error_code
ended(struct error *e)
{
	return error_set(e, ERROR_SYSTEM, "imap-check ended without an answer");
}

/* A worker that reads no more may still have said something. */
static void
send_some(struct inquiry *q)
{
	ssize_t n =
	    send(q->fd, q->out.p, q->out.n, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && must_wait())
		return;
	if (n < 0 || (size_t)n == q->out.n)
		buf_clear(&q->out);
	else
		buf_consume(&q->out, (size_t)n);
}

/* ERROR_NONE when something was read. */
static enum error_code
recv_some(struct inquiry *q, struct error *e)
{
	char *room = buf_room(&q->in, PIECE);
	ssize_t n;

	if (room == NULL)
		return error_set(e, ERROR_MEMORY, "no memory for imap-check");
	n = recv(q->fd, room, PIECE, MSG_DONTWAIT);
	if (n < 0 && must_wait())
		return ERROR_LATER;
	if (n <= 0)
		return ended(e);
	buf_added(&q->in, (size_t)n);
	return ERROR_NONE;
}

static enum error_code
take_trace(struct inquiry *q, const struct frame *f, inquiry_trace_fn *fn,
    void *arg, struct error *e)
{
	struct attempt_trace trace;

	if (!q->server.trace || ++q->traces > TRACES)
		return error_set(e, ERROR_PROTOCOL, "imap-check says too much");
	if (attempt_get_trace(f, &trace, e) != ERROR_NONE)
		return e->code;
	fn(arg, &trace);
	return ERROR_LATER;
}

/* One frame of what was read; ERROR_LATER when it was no verdict. */
static enum error_code
take_frame(struct inquiry *q, const struct frame *f, inquiry_trace_fn *fn,
    void *arg, struct attempt_verdict *out, struct error *e)
{
	if (f->type == ATTEMPT_TRACE)
		return take_trace(q, f, fn, arg, e);
	if (!q->told)
		return error_set(e, ERROR_PROTOCOL,
		    "imap-check answers before it was asked");
	return attempt_get_verdict(f, out, e);
}

/* ERROR_LATER when no frame is left and none was a verdict. */
static enum error_code
take_frames(struct inquiry *q, inquiry_trace_fn *fn, void *arg,
    struct attempt_verdict *out, struct error *e)
{
	enum error_code code = ERROR_LATER;
	struct frame f;
	long n;

	while (code == ERROR_LATER &&
	    (n = frame_parse(buf_view(&q->in), PAYLOAD, &f)) != 0) {
		if (n < 0)
			return error_set(e, ERROR_PROTOCOL,
			    "what imap-check says is no frame");
		code = take_frame(q, &f, fn, arg, out, e);
		buf_consume(&q->in, (size_t)n);
	}
	return code;
}

enum error_code
inquiry_turn(struct inquiry *q, inquiry_trace_fn *fn, void *arg,
    struct attempt_verdict *out, struct error *e)
{
	enum error_code code;

	if (q->out.n > 0)
		send_some(q);
	code = recv_some(q, e);
	if (code == ERROR_NONE)
		code = take_frames(q, fn, arg, out, e);
	return code;
}
