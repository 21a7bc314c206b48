/* SPDX-License-Identifier: ISC */
/* Asking postern-login, and what it means when it does not answer. */
#include "config.h"

#include <syslog.h>

#include "base/escape.h"
#include "pam_imap/ask.h"

/* A PAM item as one line of a request; cut when too long. */
static void
take_item(const struct module *m, int item, char *dst, size_t size)
{
	const void *value = NULL;

	if (pam_get_item(m->pamh, item, &value) != PAM_SUCCESS)
		value = NULL;
	escape_copy(view_of(value), dst, size);
}

bool
ask_prepare(const struct module *m, enum protocol_frame what, const char *user,
    uid_t uid, struct protocol_request *out)
{
	out->what = what;
	out->uid = uid;
	out->debug = m->debug;
	secret_init(&out->password);
	take_item(m, PAM_SERVICE, out->service, sizeof(out->service));
	take_item(m, PAM_RHOST, out->rhost, sizeof(out->rhost));
	take_item(m, PAM_TTY, out->tty, sizeof(out->tty));
	return view_copy(view_of(user), out->user, sizeof(out->user));
}

/* What a failure on the way to postern-login means. */
static enum verdict
verdict_of(enum error_code code)
{
	switch (code) {
	case ERROR_LATER:
	case ERROR_NOTFOUND:
	case ERROR_UNTRUSTED:
		return VERDICT_UNREACHABLE;
	case ERROR_MEMORY:
		return VERDICT_MEMORY;
	default:
		return VERDICT_INTERNAL;
	}
}

static enum error_code
open_way(const struct module *m, const char *user, struct transport *t,
    struct error *e)
{
	enum error_code code = transport_open(t, e);

	if (code != ERROR_NONE)
		return code;
	if (t->pid < 0)
		module_debug(m, "%s: connected to postern-login at %s", user,
		    module_places.login_socket);
	else if (e->code == ERROR_UNTRUSTED)
		module_log(m, LOG_ERR, "%s: %s", user, e->text);
	else
		module_debug(
		    m, "%s: started a postern-login: %s", user, e->text);
	return ERROR_NONE;
}

/* A server that is not connected to ahead only takes longer. */
static void
announce(const struct module *m, const struct protocol_request *request,
    struct transport *t)
{
	struct protocol_request ahead = *request;
	struct error e;

	ahead.what = PROTOCOL_PREPARE;
	if (transport_send(t, &ahead, deadline_in(module_places.socket_ms),
		&e) == ERROR_NONE)
		module_debug(m, "%s: postern-login connects ahead", ahead.user);
	else
		module_debug(m, "%s: postern-login was not told to connect: %s",
		    ahead.user, e.text);
}

enum verdict
ask_open(const struct module *m, const struct protocol_request *request,
    struct transport *t)
{
	struct error e;
	enum error_code code = open_way(m, request->user, t, &e);

	if (code != ERROR_NONE) {
		module_log(m, LOG_ERR, "%s: no way to postern-login: %s",
		    request->user, e.text);
		return verdict_of(code);
	}
	if (request->what == PROTOCOL_AUTH)
		announce(m, request, t);
	return VERDICT_SUCCESS;
}

/*
 * A daemon may be restarted while a person types: once more, from the start.
 * A process of our own that ends without a word is broken.
 */
static enum error_code
exchange(const struct module *m, const struct protocol_request *request,
    struct transport *t, struct protocol_reply *out, struct error *e)
{
	struct deadline d = deadline_in(module_places.timeout_ms);
	enum error_code code = transport_ask(t, request, d, out, e);

	if (code == ERROR_NOTFOUND && t->pid < 0) {
		module_debug(m, "%s: postern-login went away (%s): once more",
		    request->user, e->text);
		transport_close(t);
		code = open_way(m, request->user, t, e);
		if (code == ERROR_NONE)
			code = transport_ask(t, request, d, out, e);
	}
	return code == ERROR_NOTFOUND && t->pid > 0 ? ERROR_SYSTEM : code;
}

enum verdict
ask_send(const struct module *m, const struct protocol_request *request,
    struct transport *t)
{
	struct protocol_reply reply;
	struct error e;
	enum error_code code = exchange(m, request, t, &reply, &e);

	if (code != ERROR_NONE) {
		module_log(m, LOG_ERR, "%s: no answer from postern-login: %s",
		    request->user, e.text);
		return verdict_of(code);
	}
	module_debug(m, "%s: postern-login says %s: %s", request->user,
	    verdict_row(reply.verdict)->name, reply.log);
	module_tell(m,
	    reply.verdict == VERDICT_SUCCESS ? PAM_TEXT_INFO : PAM_ERROR_MSG,
	    reply.person);
	return reply.verdict;
}
