/* SPDX-License-Identifier: ISC */
/* The conversation with imap-check. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "admin/try.h"
#include "flow/worker.h"
#include "sys/io.h"
#include "sys/spawn.h"

/* The worker ends by itself; this much later it is taken for hung. */
#define GRACE_MS 5000

bool
try_url(const struct endpoint *server, char *dst, size_t size)
{
	bool v6 = server->is_address && strchr(server->host, ':') != NULL;
	int n = snprintf(dst, size, "%s://%s%s%s:%u", server->scheme,
	    v6 ? "[" : "", server->host, v6 ? "]" : "", (unsigned)server->port);

	return n > 0 && (size_t)n < size;
}

bool
try_fill(const struct conf_login *login, struct attempt_server *out)
{
	memset(out, 0, sizeof(*out));
	out->trace = true;
	out->timeout_ms = LIMIT_LOGIN_MS;
	for (size_t i = 0; i < login->servers.n; i++)
		if (i == ATTEMPT_SERVERS ||
		    !try_url(&login->servers.list[i], out->urls[out->n_urls++],
			sizeof(out->urls[0])))
			return false;
	return view_copy(view_of(login->ca_file), out->ca_file,
		   sizeof(out->ca_file)) &&
	    view_copy(view_of(login->mechanisms), out->mechanisms,
		sizeof(out->mechanisms));
}

/* Tells the worker all it needs; the credentials cross one wiping buffer. */
static enum error_code
tell(int fd, const struct attempt_server *server,
    const struct attempt_credentials *credentials, struct deadline d,
    struct error *e)
{
	enum error_code code;
	struct buf b;

	buf_init_wiping(&b, LIMIT_FRAME + FRAME_HEAD);
	code = attempt_put_server(&b, server)
	    ? frame_send(fd, &b, d, e)
	    : error_set(e, ERROR_LIMIT, "the settings are too long");
	if (code == ERROR_NONE && credentials != NULL)
		code = attempt_put_credentials(&b, credentials)
		    ? frame_send(fd, &b, d, e)
		    : error_set(e, ERROR_LIMIT, "the password is too long");
	buf_clear(&b);
	return code;
}

/* Reads until the verdict; ERROR_NOTFOUND when the worker ends before. */
static enum error_code
listen_to(int fd, try_trace_fn *fn, void *arg, struct deadline d,
    struct attempt_verdict *out, struct error *e)
{
	struct attempt_trace trace;
	struct frame f;
	enum error_code code;
	struct buf b;

	buf_init(&b, LIMIT_FRAME + FRAME_HEAD);
	for (;;) {
		code = frame_recv(fd, &b, d, &f, e);
		if (code != ERROR_NONE || f.type != ATTEMPT_TRACE)
			break;
		code = attempt_get_trace(&f, &trace, e);
		if (code != ERROR_NONE)
			break;
		fn(arg, &trace);
	}
	if (code == ERROR_NONE)
		code = attempt_get_verdict(&f, out, e);
	buf_clear(&b);
	return code;
}

enum error_code
try_attempt(const char *program, const struct attempt_server *server,
    const struct attempt_credentials *credentials, try_trace_fn *fn, void *arg,
    struct attempt_verdict *out, struct error *e)
{
	struct deadline d = deadline_in((int64_t)server->timeout_ms + GRACE_MS);
	enum error_code code;
	int pair[2];
	pid_t pid;

	memset(out, 0, sizeof(*out));
	if (!spawn_socketpair(pair))
		return error_set_errno(e, ERROR_SYSTEM, "socketpair");
	pid = worker_start(program, pair[1], pair[1], e);
	io_close(&pair[1]);
	code = pid < 0 ? e->code : tell(pair[0], server, credentials, d, e);
	shutdown(pair[0], SHUT_WR);
	if (code == ERROR_NONE)
		code = listen_to(pair[0], fn, arg, d, out, e);
	if (code == ERROR_NOTFOUND)
		code = error_set(e, ERROR_SYSTEM,
		    "%s ended without an answer (see the log)", program);
	io_close(&pair[0]);
	if (pid > 0)
		spawn_wait(pid, deadline_in(GRACE_MS));
	return code;
}
