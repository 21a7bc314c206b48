/* SPDX-License-Identifier: ISC */
/* The client's side of queue.sock. */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sendmail-shim/mailq/ask.h"
#include "sys/io.h"

/* The runner may be at a slow disk; a dead one closes the socket. */
#define PATIENCE_MS 30000

static int
dial(const char *path, struct error *e)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

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

static enum error_code
print_frame(struct print *p, const struct frame *f, struct error *e)
{
	union {
		struct control_state state;
		struct control_message message;
		struct control_recipient recipient;
		char reason[LIMIT_MESSAGE_TEXT];
	} u;
	enum error_code code;

	switch (f->type) {
	case CONTROL_STATE:
		code = control_get_state(f, &u.state, e);
		if (code == ERROR_NONE)
			print_state(p, &u.state);
		return code;
	case CONTROL_MESSAGE:
		code = control_get_message(f, &u.message, e);
		if (code == ERROR_NONE)
			print_message(p, &u.message);
		return code;
	case CONTROL_RECIPIENT:
		code = control_get_recipient(f, &u.recipient, e);
		if (code == ERROR_NONE)
			print_recipient(p, &u.recipient);
		return code;
	case CONTROL_REFUSED:
		code = control_get_refused(f, u.reason, sizeof(u.reason), e);
		return code == ERROR_NONE
		    ? error_set(e, ERROR_DENIED, "%s", u.reason)
		    : code;
	default:
		return error_set(
		    e, ERROR_PROTOCOL, "an unknown answer %u", f->type);
	}
}

static enum error_code
converse(int fd, enum control_frame request, struct print *p, struct error *e)
{
	struct frame f = {.type = 0};
	enum error_code code;
	struct buf b;

	buf_init(&b, CONTROL_PAYLOAD + FRAME_HEAD);
	control_put_plain(&b, request);
	code = frame_send(fd, &b, deadline_in(PATIENCE_MS), e);
	while (code == ERROR_NONE) {
		code = frame_recv(fd, &b, deadline_in(PATIENCE_MS), &f, e);
		if (code == ERROR_NONE && f.type == CONTROL_END)
			break;
		if (code == ERROR_NONE)
			code = print_frame(p, &f, e);
		else if (code == ERROR_NOTFOUND)
			code =
			    error_set(e, ERROR_LATER, "postern-queue hung up");
	}
	buf_clear(&b);
	return code;
}

static enum error_code
ask(const char *path, enum control_frame request, struct print *p,
    struct error *e)
{
	enum error_code code;
	int fd = dial(path, e);

	if (fd < 0)
		return e->code;
	code = converse(fd, request, p, e);
	close(fd);
	return code;
}

enum error_code
ask_list(const char *path, struct print *p, struct error *e)
{
	return ask(path, CONTROL_LIST, p, e);
}

enum error_code
ask_flush(const char *path, struct print *p, struct error *e)
{
	return ask(path, CONTROL_FLUSH, p, e);
}
