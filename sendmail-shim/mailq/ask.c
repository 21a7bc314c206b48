/* SPDX-License-Identifier: ISC */
/* The client's side of queue.sock. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sendmail-shim/mailq/ask.h"
#include "sys/io.h"

/* The runner may be at a slow disk; a dead one closes the socket. */
#define PATIENCE_MS 30000
/* Bytes that are read at a time: many frames of a long list. */
#define READ_STEP (64UL * 1024)

int
ask_dial(const char *path, struct error *e)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd >= 0 &&
	    view_copy(view_of(path), a.sun_path, sizeof(a.sun_path)) &&
	    connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	error_set_errno(e,
	    errno == ENOENT || errno == ECONNREFUSED ? ERROR_NOTFOUND
						     : ERROR_SYSTEM,
	    "%s", path);
	io_close(&fd);
	return -1;
}

/* What is heard: one frame's content, and whether that is enough. */
struct heard {
	const struct ask_ear *ear;
	const char *id; /* of the events that count, or NULL */
	bool enough;
};

static enum error_code
hear_state(struct heard *h, const struct frame *f, struct error *e)
{
	struct control_state s;

	if (control_get_state(f, &s, e) != ERROR_NONE)
		return e->code;
	h->enough = h->ear->state != NULL && !h->ear->state(h->ear->arg, &s);
	return ERROR_NONE;
}

static enum error_code
hear_message(struct heard *h, const struct frame *f, struct error *e)
{
	struct control_message m;

	if (control_get_message(f, &m, e) != ERROR_NONE)
		return e->code;
	h->enough =
	    h->ear->message != NULL && !h->ear->message(h->ear->arg, &m);
	return ERROR_NONE;
}

static enum error_code
hear_recipient(struct heard *h, const struct frame *f, struct error *e)
{
	struct control_recipient r;

	if (control_get_recipient(f, &r, e) != ERROR_NONE)
		return e->code;
	h->enough =
	    h->ear->recipient != NULL && !h->ear->recipient(h->ear->arg, &r);
	return ERROR_NONE;
}

static enum error_code
hear_data(struct heard *h, const struct frame *f, struct error *e)
{
	struct view bytes;

	if (control_get_data(f, &bytes, e) != ERROR_NONE)
		return e->code;
	h->enough = h->ear->data != NULL && !h->ear->data(h->ear->arg, bytes);
	return ERROR_NONE;
}

static enum error_code
hear_result(struct heard *h, const struct frame *f, struct error *e)
{
	struct control_result r;

	if (control_get_result(f, &r, e) != ERROR_NONE)
		return e->code;
	h->enough = h->ear->result != NULL && !h->ear->result(h->ear->arg, &r);
	return ERROR_NONE;
}

static enum error_code
hear_event(struct heard *h, const struct frame *f, struct error *e)
{
	struct control_event v;

	if (control_get_event(f, &v, e) != ERROR_NONE)
		return e->code;
	if (h->id == NULL || strcmp(v.id, h->id) != 0)
		return ERROR_NONE;
	h->enough = (h->ear->event != NULL && !h->ear->event(h->ear->arg, &v));
	if (!v.left)
		h->id = NULL;
	return ERROR_NONE;
}

static enum error_code
hear_refused(struct heard *h, const struct frame *f, struct error *e)
{
	char reason[LIMIT_MESSAGE_TEXT];

	(void)h;
	if (control_get_refused(f, reason, sizeof(reason), e) != ERROR_NONE)
		return e->code;
	return error_set(e, ERROR_DENIED, "%s", reason);
}

static const struct {
	uint8_t type;
	enum error_code (*hear)(
	    struct heard *h, const struct frame *f, struct error *e);
} answers[] = {
    {CONTROL_STATE, hear_state},
    {CONTROL_MESSAGE, hear_message},
    {CONTROL_RECIPIENT, hear_recipient},
    {CONTROL_DATA, hear_data},
    {CONTROL_RESULT, hear_result},
    {CONTROL_EVENT, hear_event},
    {CONTROL_REFUSED, hear_refused},
};

static enum error_code
hear(struct heard *h, const struct frame *f, struct error *e)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (answers[i].type == f->type)
			return answers[i].hear(h, f, e);
	return error_set(e, ERROR_PROTOCOL, "an unknown answer %u", f->type);
}

/* What was received, and how much of it the frame takes that was last. */
struct inbox {
	struct buf bytes;
	size_t at;
};

static void
inbox_init(struct inbox *in)
{
	*in = (struct inbox){.at = 0};
	buf_init(&in->bytes, READ_STEP + CONTROL_PAYLOAD + FRAME_HEAD);
}

/* Makes room for more behind the part of a frame that is there. */
static enum error_code
read_more(int fd, struct inbox *in, struct deadline d, struct error *e)
{
	char *room;
	ssize_t n;

	buf_consume(&in->bytes, in->at);
	in->at = 0;
	room = buf_room(&in->bytes, READ_STEP);
	if (room == NULL)
		return error_set(e, ERROR_MEMORY, "no memory");
	n = io_read_some(fd, room, READ_STEP, d);
	if (n == 0)
		return error_set(e, ERROR_SYSTEM, "postern-queue hung up");
	if (n < 0)
		return error_set_errno(e,
		    errno == ETIMEDOUT ? ERROR_LATER : ERROR_SYSTEM,
		    "postern-queue");
	buf_added(&in->bytes, (size_t)n);
	return ERROR_NONE;
}

/* The next frame, which points into the inbox. */
static enum error_code
receive(int fd, struct inbox *in, struct deadline d, struct frame *out,
    struct error *e)
{
	enum error_code code = ERROR_NONE;
	long n = 0;

	while (code == ERROR_NONE) {
		n = frame_parse(view_from(buf_view(&in->bytes), in->at),
		    CONTROL_PAYLOAD, out);
		if (n != 0)
			break;
		code = read_more(fd, in, d, e);
	}
	if (n < 0)
		return error_set(e, ERROR_PROTOCOL, "a malformed answer");
	in->at += (size_t)n;
	return code;
}

static enum error_code
request(int fd, enum control_frame type, const struct control_query *q,
    struct error *e)
{
	enum error_code code;
	struct buf b;

	buf_init(&b, CONTROL_PAYLOAD + FRAME_HEAD);
	control_put_query(&b, type, q);
	code = frame_send(fd, &b, deadline_in(PATIENCE_MS), e);
	buf_clear(&b);
	return code;
}

enum error_code
ask_over(int fd, enum control_frame type, const struct control_query *q,
    const struct ask_ear *ear, struct error *e)
{
	struct heard h = {.ear = ear};
	struct frame f = {.type = 0};
	enum error_code code = request(fd, type, q, e);
	struct inbox in;

	inbox_init(&in);
	while (code == ERROR_NONE && !h.enough) {
		code = receive(fd, &in, deadline_in(PATIENCE_MS), &f, e);
		if (code == ERROR_NONE && f.type == CONTROL_END)
			break;
		if (code == ERROR_NONE)
			code = hear(&h, &f, e);
	}
	buf_clear(&in.bytes);
	return code;
}

enum error_code
ask(const char *path, enum control_frame type, const struct control_query *q,
    const struct ask_ear *ear, struct error *e)
{
	enum error_code code;
	int fd = ask_dial(path, e);

	if (fd < 0)
		return e->code;
	code = ask_over(fd, type, q, ear, e);
	close(fd);
	return code;
}

/* One frame and nothing behind it, so that who comes back later reads on. */
static enum error_code
hear_one(int fd, struct deadline d, struct heard *h, struct error *e)
{
	struct frame f;
	struct buf b;
	enum error_code code;

	buf_init(&b, CONTROL_PAYLOAD + FRAME_HEAD);
	code = frame_recv(fd, &b, d, &f, e);
	if (code == ERROR_NOTFOUND)
		code = error_set(e, ERROR_SYSTEM, "postern-queue hung up");
	if (code == ERROR_NONE)
		code = hear(h, &f, e);
	buf_clear(&b);
	return code;
}

static bool
take_state(void *arg, const struct control_state *s)
{
	*(struct control_state *)arg = *s;
	return true;
}

int
ask_watch(const char *path, struct control_state *state_out, struct error *e)
{
	const struct ask_ear ear = {.arg = state_out, .state = take_state};
	struct heard h = {.ear = &ear};
	const struct control_query q = {.all = true};
	enum error_code code;
	int fd = ask_dial(path, e);

	if (fd < 0)
		return -1;
	*state_out = (struct control_state){.due = 0};
	code = request(fd, CONTROL_WATCH, &q, e);
	if (code == ERROR_NONE)
		code = hear_one(fd, deadline_in(PATIENCE_MS), &h, e);
	if (code != ERROR_NONE)
		io_close(&fd);
	return fd;
}

enum error_code
ask_wait(int fd, const char *id, struct deadline d, const struct ask_ear *ear,
    struct error *e)
{
	struct heard h = {.ear = ear, .id = id};
	enum error_code code = ERROR_NONE;

	while (code == ERROR_NONE && !h.enough && h.id != NULL)
		code = hear_one(fd, d, &h, e);
	return code;
}
