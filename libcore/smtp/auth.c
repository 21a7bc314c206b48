/* SPDX-License-Identifier: ISC */
/* The AUTH exchange (RFC 4954): the one place where credentials leave. */
#include "config.h"

#include <stdio.h>

#include "sasl/sasl.h"
#include "smtp/client_private.h"

/* One mechanism's exchange. */
struct exchange {
	struct smtp *smtp;
	const struct smtp_step *step;
	const struct sasl_mechanism *mechanism;
	struct sasl *sasl;
	struct buf response;
	struct buf line;
};

/* Our next message in x->response, to the server's challenge. */
static enum error_code
respond(struct exchange *x, struct view challenge, struct error *e)
{
	enum error_code code = sasl_step(x->sasl, challenge, &x->response, e);

	if (code == ERROR_PROTOCOL) {
		error_prefix(
		    e, "%s with %s", x->step->failed, x->mechanism->name);
		return e->code = ERROR_UNTRUSTED;
	}
	return code;
}

/* "AUTH NAME", with the initial response where there is one. */
static enum error_code
begin(struct exchange *x, struct error *e)
{
	char shown[64];
	enum error_code code;

	buf_printf(&x->line, "AUTH %s", x->mechanism->name);
	if (x->mechanism->initial_response) {
		code = respond(x, view_of(""), e);
		if (code != ERROR_NONE)
			return code;
		buf_add_byte(&x->line, ' ');
		buf_add(&x->line,
		    x->response.n > 0 ? buf_view(&x->response) : view_of("="));
	}
	if (x->line.failed)
		return error_set(e, ERROR_LIMIT, "AUTH: a token is too long");
	snprintf(shown, sizeof(shown), "AUTH %s ...", x->mechanism->name);
	return smtp_say(x->smtp, buf_view(&x->line), shown,
	    smtp_deadline(x->smtp, x->step->deadline_ms), e);
}

/* Reads replies and answers challenges until the server has decided. */
static enum error_code
converse(struct exchange *x, struct error *e)
{
	struct smtp *s = x->smtp;
	struct deadline d = smtp_deadline(s, x->step->deadline_ms);
	enum error_code code = begin(x, e);

	while (code == ERROR_NONE) {
		code = smtp_hear(s, d, e);
		if (code != ERROR_NONE || s->reply.code != 334)
			return code;
		code = respond(x, buf_view(&s->reply.text), e);
		if (code == ERROR_NONE)
			code = smtp_say(s, buf_view(&x->response), "...", d, e);
	}
	return code;
}

/*
 * What the server decided.  ERROR_NOTFOUND: this mechanism is refused, and
 * that says nothing about the password, which has not left.
 */
static enum error_code
decide(const struct exchange *x, struct error *e)
{
	unsigned code = x->smtp->reply.code;
	char failed[128];

	if (code == x->step->expected && sasl_is_complete(x->sasl))
		return ERROR_NONE;
	snprintf(failed, sizeof(failed), "%s with %s", x->step->failed,
	    x->mechanism->name);
	if (code / 100 == 2)
		return smtp_refused(x->smtp, ERROR_UNTRUSTED,
		    "it accepts a login that it could not check", e);
	if (code / 100 == 4 && code != 432)
		return smtp_refused(x->smtp, ERROR_LATER, failed, e);
	return smtp_refused(x->smtp,
	    sasl_sent_proof(x->sasl) ? x->step->refused : ERROR_NOTFOUND,
	    failed, e);
}

static enum error_code
try_mechanism(struct smtp *s, const struct smtp_step *step,
    const struct sasl_mechanism *m, const struct sasl_terms *terms,
    const struct smtp_settings *settings, struct error *e)
{
	struct exchange x = {.smtp = s, .step = step, .mechanism = m};
	enum error_code code;

	buf_init_wiping(&x.response, LIMIT_SASL_LINE);
	buf_init_wiping(&x.line, LIMIT_SASL_LINE + 64);
	code = sasl_new(m, terms, settings->user, settings->secret, &x.sasl, e);
	if (code == ERROR_NONE)
		code = converse(&x, e);
	if (code == ERROR_NONE)
		code = decide(&x, e);
	sasl_free(&x.sasl);
	buf_clear(&x.response);
	buf_clear(&x.line);
	return code;
}

enum error_code
smtp_auth(struct smtp *s, const struct smtp_step *step,
    const struct smtp_settings *settings, struct error *e)
{
	struct binding binding;
	const struct sasl_terms terms = {
	    .offered = view_of(s->features.auth),
	    .allowed = settings->mechanisms,
	    .binding = &binding,
	};
	unsigned tried = 0;

	if (!stream_is_secure(s->stream))
		return error_set(e, ERROR_BUG, "AUTH without TLS");
	stream_binding(s->stream, &binding);
	for (;;) {
		const struct sasl_mechanism *m = sasl_choose(&terms, tried);
		enum error_code code;

		if (m == NULL && tried != 0)
			return e->code = step->refused;
		if (m == NULL)
			return error_set(e, step->refused,
			    "%s: it offers no mechanism that can be used "
			    "(offered: %s)",
			    step->failed,
			    s->features.auth[0] != '\0' ? s->features.auth
							: "none");
		code = try_mechanism(s, step, m, &terms, settings, e);
		if (code != ERROR_NOTFOUND) {
			if (code == ERROR_NONE)
				snprintf(s->text, sizeof(s->text),
				    "%s, %s, %s as %s", settings->server->host,
				    stream_tls_text(s->stream), m->name,
				    settings->user);
			return code;
		}
		tried |= sasl_bit(m);
	}
}
