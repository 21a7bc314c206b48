/* SPDX-License-Identifier: ISC */
/* Passing the frames on. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "sendmail-shim/queue-put/pass.h"
#include "sendmail-shim/queue-put/reach.h"
#include "sys/io.h"

struct passing {
	int in;
	int sock;
	bool has_text; /* from there on a piece without text may come */
	bool over;     /* the message is whole, cancelled, or not wanted */
	struct buf frame;
	struct error *e;
};

/* The other side may have closed because it has answered. */
static void
send_frame(struct passing *p)
{
	if (frame_send(p->sock, &p->frame, deadline_in(LIMIT_PUT_MS), NULL) !=
	    ERROR_NONE)
		p->over = true;
}

/* Says that there will be more, before the other side loses patience. */
static void
beat(struct passing *p)
{
	if (p->has_text && submit_put_data(&p->frame, view_make("", 0)))
		send_frame(p);
}

static enum error_code
pass_frame(struct passing *p)
{
	struct frame f;
	enum error_code code =
	    frame_recv(p->in, &p->frame, deadline_never(), &f, p->e);

	if (code == ERROR_NONE) {
		p->has_text |= f.type == SUBMIT_DATA;
		p->over = f.type == SUBMIT_END;
		send_frame(p);
	} else {
		shutdown(p->sock, SHUT_WR);
		p->over = true;
	}
	return code == ERROR_NOTFOUND ? ERROR_NONE : code;
}

/* Until either side has said all. */
static enum error_code
pass_frames(struct passing *p)
{
	enum error_code code = ERROR_NONE;

	while (code == ERROR_NONE && !p->over) {
		struct pollfd fds[] = {
		    {.fd = p->in, .events = POLLIN},
		    {.fd = p->sock, .events = POLLIN},
		};
		int n = poll(fds, 2, LIMIT_SUBMIT_BEAT_MS);

		if (n < 0 && errno != EINTR)
			return error_set_errno(p->e, ERROR_SYSTEM, "poll");
		if (n == 0)
			beat(p);
		else if (n > 0 && fds[1].revents != 0)
			p->over = true;
		else if (n > 0)
			code = pass_frame(p);
	}
	return code;
}

/* Reads the answer, unless f is one already. */
static enum error_code
take_answer(struct passing *p, struct frame *f, struct submit_answer *out)
{
	struct deadline d = deadline_in(LIMIT_PUT_MS);
	enum error_code code = ERROR_NONE;

	if (f->type != SUBMIT_ANSWER)
		code = frame_recv(p->sock, &p->frame, d, f, p->e);
	if (code == ERROR_NONE && f->type != SUBMIT_ANSWER)
		code = error_set(p->e, ERROR_PROTOCOL, "frame %u", f->type);
	if (code == ERROR_NONE)
		code = submit_get_answer(f, out, p->e);
	return code;
}

enum error_code
pass_message(const char *path, int reach_ms, int in, struct submit_answer *out,
    struct error *e)
{
	struct passing p = {.in = in, .sock = -1, .e = e};
	enum error_code code;
	struct frame f;

	buf_init(&p.frame, LIMIT_FRAME + FRAME_HEAD);
	code = reach_open(path, reach_ms, &p.frame, &f, &p.sock, e);
	if (code == ERROR_NONE && f.type == SUBMIT_READY)
		code = pass_frames(&p);
	if (code == ERROR_NONE && take_answer(&p, &f, out) != ERROR_NONE)
		code =
		    error_set(e, ERROR_LATER, "%s: it has not answered", path);
	buf_clear(&p.frame);
	io_close(&p.sock);
	return code;
}
