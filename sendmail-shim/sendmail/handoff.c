/* SPDX-License-Identifier: ISC */
/* Handing a message to queue-put. */
#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "sendmail-shim/sendmail/handoff.h"
#include "sys/io.h"
#include "sys/spawn.h"

/* From its answer to its end queue-put has nothing left to wait for. */
#define END_MS 60000

/* Sends what is in h->out; when it is not read the answer tells why. */
static void
send_frame(struct handoff *h)
{
	if (h->to >= 0 &&
	    frame_send(h->to, &h->out, deadline_in(h->patience_ms), NULL) !=
		ERROR_NONE)
		io_close(&h->to);
}

static void
send_envelope(struct handoff *h, const struct message *m)
{
	unsigned at = 0;

	submit_put_envelope(&h->out, m);
	send_frame(h);
	while (at < m->n_recipients) {
		submit_put_recipients(&h->out, m, &at);
		send_frame(h);
	}
	/* The text may be long in coming: who passes frames on says that
	 * there will be more only once it has begun. */
	submit_put_data(&h->out, view_make("", 0));
	send_frame(h);
}

static enum error_code
start_program(struct handoff *h, const char *program, struct error *e)
{
	const char *const argv[] = {"queue-put", NULL};
	struct spawn s = {.path = program, .argv = argv, .fds = {-1, -1, -1}};
	int to[2] = {-1, -1}, from[2] = {-1, -1};

	if (!spawn_pipe(to) || !spawn_pipe(from) ||
	    fcntl(to[1], F_SETFL, O_NONBLOCK) < 0) {
		error_set_errno(e, ERROR_SYSTEM, "%s", program);
	} else {
		s.fds[0] = to[0];
		s.fds[1] = from[1];
		h->pid = spawn_start(&s, e);
	}
	io_close(&to[0]);
	io_close(&from[1]);
	h->to = to[1];
	h->from = from[0];
	return h->pid > 0 ? ERROR_NONE : ERROR_SYSTEM;
}

enum error_code
handoff_start(struct handoff *h, const char *program, const struct message *m,
    struct error *e)
{
	*h = (struct handoff){
	    .pid = -1, .to = -1, .from = -1, .patience_ms = LIMIT_PUT_MS};
	buf_init(&h->out, LIMIT_FRAME + FRAME_HEAD);
	if (start_program(h, program, e) != ERROR_NONE)
		return ERROR_SYSTEM;
	send_envelope(h, m);
	return ERROR_NONE;
}

void
handoff_text(struct handoff *h, struct view text)
{
	while (text.n > 0 && h->to >= 0) {
		struct view piece = view_before(text, LIMIT_FRAME_DATA);

		submit_put_data(&h->out, piece);
		send_frame(h);
		text = view_from(text, piece.n);
	}
}

/* Lets go of everything; the program's wait status, or -1 when it did not end
 * in ms milliseconds. */
static int
end(struct handoff *h, int64_t ms)
{
	int status = -1;

	io_close(&h->to);
	io_close(&h->from);
	if (h->pid > 0)
		status = spawn_wait(h->pid, deadline_in(ms));
	h->pid = -1;
	buf_clear(&h->out);
	return status;
}

static enum error_code
receive_answer(struct handoff *h, struct submit_answer *out, struct error *e)
{
	struct frame f;
	enum error_code code =
	    frame_recv(h->from, &h->out, deadline_in(h->patience_ms), &f, e);

	if (code == ERROR_NONE && f.type != SUBMIT_ANSWER)
		code = error_set(e, ERROR_PROTOCOL, "frame %u", f.type);
	if (code == ERROR_NONE)
		code = submit_get_answer(&f, out, e);
	return code;
}

enum error_code
handoff_finish(struct handoff *h, struct submit_answer *out, int *status_out,
    struct error *e)
{
	enum error_code code;
	int status;

	submit_put_end(&h->out);
	send_frame(h);
	io_close(&h->to);
	code = receive_answer(h, out, e);
	status = end(h, code == ERROR_LATER ? 0 : END_MS);
	*status_out = EX_TEMPFAIL;
	if (code == ERROR_LATER)
		return error_set(e, ERROR_LATER,
		    "queue-put did not answer in time (the message may have "
		    "been accepted all the same: see mailq)");
	if (code != ERROR_NONE)
		return error_set(
		    e, ERROR_LATER, "queue-put ended without an answer");
	if (out->status == EX_OK && status == 0)
		return ERROR_NONE;
	if (out->status == EX_OK)
		return error_set(e, ERROR_LATER, "queue-put did not end well");
	*status_out = (int)out->status;
	return error_set(e, ERROR_REFUSED, "%s", out->text);
}

void
handoff_cancel(struct handoff *h)
{
	end(h, END_MS);
}
