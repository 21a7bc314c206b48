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
		return VERDICT_UNREACHABLE;
	case ERROR_MEMORY:
		return VERDICT_MEMORY;
	default:
		return VERDICT_INTERNAL;
	}
}

enum verdict
ask_open(const struct module *m, const char *user, struct transport *out)
{
	struct error e;
	enum error_code code = transport_open(out, &e);

	if (code == ERROR_NONE)
		return VERDICT_SUCCESS;
	module_log(m, LOG_ERR, "%s: no way to postern-login: %s", user, e.text);
	return verdict_of(code);
}

enum verdict
ask_send(const struct module *m, struct transport *t,
    const struct protocol_request *request)
{
	struct protocol_reply reply;
	struct error e;
	enum error_code code = transport_ask(t, request, &reply, &e);

	if (code != ERROR_NONE) {
		module_log(m, LOG_ERR, "%s: no answer from postern-login: %s",
		    request->user, e.text);
		return verdict_of(code);
	}
	module_debug(m, "%s: %s: %s", request->user,
	    verdict_row(reply.verdict)->name, reply.log);
	module_tell(m,
	    reply.verdict == VERDICT_SUCCESS ? PAM_TEXT_INFO : PAM_ERROR_MSG,
	    reply.person);
	return reply.verdict;
}
