/* SPDX-License-Identifier: ISC */
/* Talking with imap-check. */
#include "config.h"

#include "flow/errand.h"

bool
errand_fill(const struct conf_login *login, struct attempt_server *out)
{
	*out = (struct attempt_server){.timeout_ms = LIMIT_LOGIN_MS};
	if (login->servers.n > ATTEMPT_SERVERS)
		return false;
	for (size_t i = 0; i < login->servers.n; i++)
		if (!endpoint_format(&login->servers.list[i],
			out->urls[out->n_urls++], sizeof(out->urls[0])))
			return false;
	return view_copy(view_of(login->ca_file), out->ca_file,
		   sizeof(out->ca_file)) &&
	    view_copy(view_of(login->mechanisms), out->mechanisms,
		sizeof(out->mechanisms)) &&
	    view_copy(view_of(login->pins), out->pins, sizeof(out->pins));
}

/* Sends both; the credentials cross one wiping buffer. */
static enum error_code
tell(int fd, const struct attempt_server *server,
    const struct attempt_credentials *credentials, struct deadline d,
    struct error *e)
{
	enum error_code code;
	struct buf b;

	buf_init_wiping(&b, LIMIT_FRAME);
	code = attempt_put_server(&b, server)
	    ? frame_send(fd, &b, d, e)
	    : error_set(e, ERROR_LIMIT, "the settings are too long");
	if (code == ERROR_NONE && !server->reach_only)
		code = attempt_put_credentials(&b, credentials)
		    ? frame_send(fd, &b, d, e)
		    : error_set(e, ERROR_LIMIT, "the password is too long");
	buf_clear(&b);
	return code;
}

static enum error_code
hear(int fd, struct deadline d, errand_trace_fn *fn, void *arg,
    struct attempt_verdict *out, struct error *e)
{
	struct attempt_trace trace;
	struct frame f;
	enum error_code code;
	struct buf b;

	buf_init(&b, LIMIT_FRAME);
	for (;;) {
		code = frame_recv(fd, &b, d, &f, e);
		if (code != ERROR_NONE || f.type != ATTEMPT_TRACE)
			break;
		code = attempt_get_trace(&f, &trace, e);
		if (code != ERROR_NONE)
			break;
		if (fn != NULL)
			fn(arg, &trace);
		if (deadline_passed(d)) {
			code = error_set(e, ERROR_LATER,
			    "imap-check does not come to its answer");
			break;
		}
	}
	if (code == ERROR_NONE)
		code = attempt_get_verdict(&f, out, e);
	buf_clear(&b);
	return code;
}

enum error_code
errand_run(int fd, const struct attempt_server *server,
    const struct attempt_credentials *credentials, struct deadline d,
    errand_trace_fn *fn, void *arg, struct attempt_verdict *out,
    struct error *e)
{
	enum error_code code = tell(fd, server, credentials, d, e);

	if (code == ERROR_NONE)
		code = hear(fd, d, fn, arg, out, e);
	if (code == ERROR_NOTFOUND)
		code = error_set(
		    e, ERROR_SYSTEM, "imap-check ended without an answer");
	return code;
}
