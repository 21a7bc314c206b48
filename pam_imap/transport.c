/* SPDX-License-Identifier: ISC */
/* Reaching postern-login: today by starting it for one request. */
#include "config.h"

#include "pam_imap/module.h"
#include "pam_imap/transport.h"
#include "sys/io.h"
#include "sys/spawn.h"

/*
 * Both ends of its conversation are one socket, since writing to a closed one
 * need not raise SIGPIPE.
 */
static enum error_code
start_once(struct transport *t, struct error *e)
{
	const char *const argv[] = {"postern-login", "--once", NULL};
	int ends[2];
	struct spawn s = {
	    .path = module_places.login_program,
	    .argv = argv,
	    .new_session = true,
	};

	if (!spawn_socketpair(ends))
		return error_set_errno(e, ERROR_SYSTEM, "a socket");
	s.fds[0] = s.fds[1] = ends[1];
	s.fds[2] = -1;
	t->pid = spawn_start(&s, e);
	io_close(&ends[1]);
	if (t->pid < 0) {
		io_close(&ends[0]);
		return e->code;
	}
	t->fd = ends[0];
	return ERROR_NONE;
}

enum error_code
transport_open(struct transport *t, struct error *e)
{
	*t = (struct transport){.fd = -1, .pid = -1};
	if (!module_places.is_root())
		return error_set(e, ERROR_LATER,
		    "this process is not root and cannot start %s",
		    module_places.login_program);
	return ERROR_NONE;
}

static enum error_code
exchange(struct transport *t, struct buf *b, struct deadline d,
    struct protocol_reply *reply_out, struct error *e)
{
	struct frame frame;
	enum error_code code = frame_send(t->fd, b, d, e);

	if (code == ERROR_NONE)
		code = frame_recv(t->fd, b, d, &frame, e);
	if (code == ERROR_NONE)
		code = protocol_get_reply(&frame, reply_out, e);
	return code;
}

enum error_code
transport_ask(struct transport *t, const struct protocol_request *request,
    struct protocol_reply *reply_out, struct error *e)
{
	struct deadline d = deadline_in(module_places.timeout_ms);
	struct buf b;
	enum error_code code = start_once(t, e);

	if (code != ERROR_NONE)
		return code;
	buf_init_wiping(&b, PROTOCOL_SIZE);
	if (protocol_put_request(&b, request))
		code = exchange(t, &b, d, reply_out, e);
	else
		code = error_set(e, ERROR_MEMORY, "no memory for the request");
	buf_clear(&b);
	return code;
}

void
transport_close(struct transport *t)
{
	io_close(&t->fd);
	if (t->pid > 0)
		spawn_wait(t->pid, deadline_in(LIMIT_REAP_MS));
	t->pid = -1;
}
