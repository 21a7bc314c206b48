/* SPDX-License-Identifier: ISC */
/* Reaching postern-login: the daemon, or a process of our own. */
#include "config.h"

#include <fcntl.h>

#include "pam_imap/module.h"
#include "pam_imap/reach.h"
#include "pam_imap/transport.h"
#include "sys/io.h"
#include "sys/spawn.h"

#define STANDARD_FDS 3

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

/*
 * A daemon that has no room is not gone around: what it limits would not be
 * limited.  Where there is none, or a stranger, root needs none.
 */
static enum error_code
find_way(struct transport *t, struct error *e)
{
	enum error_code code = reach_login(module_places.login_socket,
	    deadline_in(module_places.socket_ms), &t->fd, e);

	if ((code == ERROR_NOTFOUND || code == ERROR_UNTRUSTED) &&
	    module_places.is_root())
		return start_once(t, e);
	return code;
}

/*
 * An application that has closed its standard descriptors may still write to
 * them while it asks for the password.
 */
static enum error_code
leave_standard_fds(struct transport *t, struct error *e)
{
	int high;

	if (t->fd >= STANDARD_FDS)
		return ERROR_NONE;
	high = fcntl(t->fd, F_DUPFD_CLOEXEC, STANDARD_FDS);
	if (high < 0)
		return error_set_errno(e, ERROR_SYSTEM, "a socket");
	io_close(&t->fd);
	t->fd = high;
	return ERROR_NONE;
}

enum error_code
transport_open(struct transport *t, struct error *e)
{
	enum error_code code;

	*t = (struct transport){.fd = -1, .pid = -1};
	code = find_way(t, e);
	if (code == ERROR_NONE)
		code = leave_standard_fds(t, e);
	if (code != ERROR_NONE)
		transport_close(t);
	return code;
}

/* Encodes into b and sends; any failure to send is the other side's end. */
static enum error_code
send_request(struct transport *t, const struct protocol_request *request,
    struct buf *b, struct deadline d, struct error *e)
{
	enum error_code code;

	if (!protocol_put_request(b, request))
		return error_set(e, ERROR_MEMORY, "no memory for the request");
	code = frame_send(t->fd, b, d, e);
	return code == ERROR_SYSTEM ? ERROR_NOTFOUND : code;
}

enum error_code
transport_send(struct transport *t, const struct protocol_request *request,
    struct deadline d, struct error *e)
{
	struct buf b;
	enum error_code code;

	buf_init_wiping(&b, PROTOCOL_SIZE);
	code = send_request(t, request, &b, d, e);
	buf_clear(&b);
	return code;
}

enum error_code
transport_ask(struct transport *t, const struct protocol_request *request,
    struct deadline d, struct protocol_reply *reply_out, struct error *e)
{
	struct frame frame;
	struct buf b;
	enum error_code code;

	buf_init_wiping(&b, PROTOCOL_SIZE);
	code = send_request(t, request, &b, d, e);
	if (code == ERROR_NONE) {
		code = frame_recv(t->fd, &b, d, &frame, e);
		if (code == ERROR_SYSTEM)
			code = ERROR_NOTFOUND;
	}
	if (code == ERROR_NONE)
		code = protocol_get_reply(&frame, reply_out, e);
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
