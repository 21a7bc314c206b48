/* SPDX-License-Identifier: ISC */
/* AUTH (RFC 4954): the one place where credentials leave. */
#include "config.h"

#include <stdio.h>

#include "sasl/authenticate.h"
#include "smtp/client_private.h"

/* One login with what its functions share. */
struct auth {
	struct smtp *smtp;
	const struct smtp_step *step;
	bool broken; /* the connection is, and not what is said by SASL */
};

static struct deadline
patience(const struct auth *a)
{
	return smtp_deadline(a->smtp, a->step->deadline_ms);
}

/* Says a command, or the one line that answers a challenge. */
static enum error_code
send_secret(void *arg, struct view bytes, bool command, struct error *e)
{
	struct auth *a = arg;
	char shown[64] = "...";
	size_t name = view_find(bytes, ' ') + 1;
	struct view words =
	    view_before(bytes, name + view_find(view_from(bytes, name), ' '));
	enum error_code code;

	if (!stream_is_secure(a->smtp->stream))
		return error_set(e, ERROR_BUG, "AUTH without TLS");
	if (command)
		snprintf(shown, sizeof(shown), "%.*s ...", VIEW_ARG(words));
	else
		bytes.n -= 2; /* its CRLF */
	code = smtp_say(a->smtp, bytes, shown, patience(a), e);
	a->broken = code != ERROR_NONE;
	return code;
}

static enum error_code
hear(void *arg, struct deadline d, enum sasl_reply *out,
    struct view *challenge_out, struct error *e)
{
	struct auth *a = arg;
	const struct smtp_reply *reply = &a->smtp->reply;
	enum error_code code =
	    smtp_hear(a->smtp, deadline_min(d, patience(a)), e);

	a->broken = code != ERROR_NONE;
	if (code != ERROR_NONE)
		return code;
	*challenge_out = buf_view(&reply->text);
	*out = reply->code == 334              ? SASL_CHALLENGE
	    : reply->code == a->step->expected ? SASL_ACCEPTED
					       : SASL_REFUSED;
	if (*out == SASL_REFUSED && reply->code / 100 == 2)
		return smtp_refused(a->smtp, ERROR_UNTRUSTED,
		    "it accepts a login that it could not check", e);
	return ERROR_NONE;
}

/* 432 wants another password (RFC 4954 4.7.12); other 4yz, another time. */
static enum error_code
judge(void *arg, bool early, struct sasl_answer *out, struct error *e)
{
	struct auth *a = arg;
	unsigned code = a->smtp->reply.code;
	bool later = code / 100 == 4 && code != 432;
	char failed[128];

	snprintf(failed, sizeof(failed), "%s%s%s", a->step->failed,
	    early ? "" : " with ", early ? "" : out->method);
	return smtp_refused(
	    a->smtp, later ? ERROR_LATER : a->step->refused, failed, e);
}

/* A command may be as long as any line of an exchange (RFC 4954 4). */
static const struct sasl_protocol protocol = {
    .profile = {.command = "AUTH", .command_max = LIMIT_SASL_LINE},
    .send = send_secret,
    .hear = hear,
    .judge = judge,
};

/* What a failed login is to the relay. */
static enum error_code
fail(const struct auth *a, const struct sasl_answer *answer, struct error *e)
{
	/* Nothing was tried: what is offered cannot be used. */
	if (answer->method[0] == '\0' && e->code == ERROR_LATER) {
		error_prefix(e, "%s", a->step->failed);
		return e->code = a->step->refused;
	}
	if (e->code != ERROR_PROTOCOL || a->broken)
		return e->code;
	error_prefix(e, "%s with %s", a->step->failed, answer->method);
	return e->code = ERROR_UNTRUSTED;
}

enum error_code
smtp_auth(struct smtp *s, const struct smtp_step *step,
    const struct smtp_settings *settings, struct error *e)
{
	struct auth a = {.smtp = s, .step = step};
	struct binding binding;
	const struct sasl_offer offer = {
	    .mechanisms = s->features.auth,
	    .binding = &binding,
	    .initial = true,
	};
	const struct sasl_login login = {
	    .user = settings->user,
	    .secret = settings->secret,
	    .allowed = settings->mechanisms,
	    .token = settings->token,
	    .server = settings->server,
	};
	const struct trace nobody = {NULL, NULL};
	struct sasl_answer answer;
	enum error_code code;

	if (!stream_is_secure(s->stream))
		return error_set(e, ERROR_BUG, "AUTH without TLS");
	stream_binding(s->stream, &binding);
	code = sasl_authenticate(
	    &protocol, &a, &offer, &login, &nobody, patience(&a), &answer, e);
	if (code != ERROR_NONE)
		return fail(&a, &answer, e);
	snprintf(s->text, sizeof(s->text), "%s, %s, %s as %s",
	    settings->server->host, stream_tls_text(s->stream), answer.method,
	    settings->user);
	return ERROR_NONE;
}
