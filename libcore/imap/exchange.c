/* SPDX-License-Identifier: ISC */
/* AUTHENTICATE (RFC 9051 6.2.2) and LOGIN (6.2.3) as bytes. */
#include "config.h"

#include <stdlib.h>

#include "base/limits.h"
#include "imap/exchange.h"

struct imap_exchange {
	const struct sasl_mechanism *m; /* NULL: the LOGIN command */
	const char *user;
	const struct secret *secret;
	const struct imap_capabilities *caps;
	struct sasl *sasl;
	bool started; /* the client's first message was made */
	bool rode;    /* the last, empty response was sent ahead */
	bool login_sent;
};

enum error_code
imap_exchange_new(const struct sasl_mechanism *m,
    const struct sasl_terms *terms, const char *user,
    const struct secret *secret, const struct imap_capabilities *caps,
    struct imap_exchange **out, struct error *e)
{
	struct imap_exchange *x = calloc(1, sizeof(*x));
	enum error_code code = ERROR_NONE;

	*out = NULL;
	if (x == NULL)
		return error_set(e, ERROR_MEMORY, "login: no memory");
	*x = (struct imap_exchange){
	    .m = m, .user = user, .secret = secret, .caps = caps};
	if (m != NULL)
		code = sasl_new(m, terms, user, secret, &x->sasl, e);
	if (code != ERROR_NONE)
		imap_exchange_free(&x);
	*out = x;
	return code;
}

void
imap_exchange_free(struct imap_exchange **x)
{
	if (*x == NULL)
		return;
	sasl_free(&(*x)->sasl);
	free(*x);
	*x = NULL;
}

const char *
imap_exchange_name(const struct imap_exchange *x)
{
	return x->m != NULL ? x->m->name : "LOGIN command";
}

/* Whether a string can be quoted: 7 bits, no control characters. */
static bool
quotable(struct view v)
{
	return view_is_ascii(v) && !view_has_control(v);
}

static void
add_quoted(struct buf *out, struct view v)
{
	buf_add_byte(out, '"');
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '"' || v.p[i] == '\\')
			buf_add_byte(out, '\\');
		buf_add_byte(out, v.p[i]);
	}
	buf_add_byte(out, '"');
}

/* LOGIN with the password quoted, or in a literal, which may have to wait. */
static enum error_code
start_login(struct imap_exchange *x, struct buf *out, struct error *e)
{
	struct view user = view_of(x->user), password = secret_view(x->secret);
	bool waits = !quotable(password) && !x->caps->literal_plus;

	if (!quotable(user))
		return error_set(
		    e, ERROR_INPUT, "LOGIN cannot carry this user name");
	buf_add_str(out, "LOGIN ");
	add_quoted(out, user);
	buf_add_byte(out, ' ');
	if (quotable(password)) {
		add_quoted(out, password);
	} else {
		buf_printf(out, waits ? "{%zu}" : "{%zu+}\r\n", password.n);
		if (!waits)
			buf_add(out, password);
	}
	x->login_sent = !waits;
	return ERROR_NONE;
}

static enum error_code
answer_login(struct imap_exchange *x, struct buf *out, struct error *e)
{
	if (x->login_sent)
		return error_set(
		    e, ERROR_PROTOCOL, "LOGIN: the server asks for more");
	buf_add(out, secret_view(x->secret));
	buf_add_str(out, "\r\n");
	x->login_sent = true;
	return ERROR_NONE;
}

static enum error_code
start_sasl(struct imap_exchange *x, struct buf *out, struct error *e)
{
	struct buf response;
	enum error_code code;

	buf_printf(out, "AUTHENTICATE %s", x->m->name);
	if (!x->m->initial_response || !x->caps->sasl_ir)
		return ERROR_NONE;
	buf_init_wiping(&response, LIMIT_SASL_LINE);
	code = sasl_step(x->sasl, view_of(""), &response, e);
	buf_add_byte(out, ' ');
	if (response.n > 0)
		buf_add(out, buf_view(&response));
	else
		buf_add_byte(out, '=');
	buf_clear(&response);
	x->started = true;
	return code;
}

static enum error_code
answer_sasl(struct imap_exchange *x, struct view challenge, struct buf *out,
    struct error *e)
{
	struct buf response;
	enum error_code code;

	/* The "+" that only invites the first message carries nothing. */
	if (!x->started && x->m->initial_response)
		challenge = view_of("");
	x->started = true;
	buf_init_wiping(&response, LIMIT_SASL_LINE);
	code = sasl_step(x->sasl, challenge, &response, e);
	if (code == ERROR_NONE && !x->rode) {
		buf_add(out, buf_view(&response));
		buf_add_str(out, "\r\n");
	}
	if (code == ERROR_NONE && sasl_expects_server_final(x->sasl)) {
		buf_add_str(out, "\r\n");
		x->rode = true;
	}
	buf_clear(&response);
	return code;
}

enum error_code
imap_exchange_start(struct imap_exchange *x, struct buf *out, struct error *e)
{
	enum error_code code =
	    x->m != NULL ? start_sasl(x, out, e) : start_login(x, out, e);

	if (code == ERROR_NONE && out->failed)
		return error_set(e, ERROR_MEMORY, "login: no memory");
	return code;
}

enum error_code
imap_exchange_answer(struct imap_exchange *x, struct view challenge,
    struct buf *out, struct error *e)
{
	enum error_code code = x->m != NULL ? answer_sasl(x, challenge, out, e)
					    : answer_login(x, out, e);

	if (code == ERROR_NONE && out->failed)
		return error_set(e, ERROR_MEMORY, "login: no memory");
	return code;
}

bool
imap_exchange_rode(const struct imap_exchange *x)
{
	return x->rode && imap_exchange_is_complete(x);
}

bool
imap_exchange_sent_proof(const struct imap_exchange *x)
{
	return x->m != NULL ? sasl_sent_proof(x->sasl) : x->login_sent;
}

bool
imap_exchange_is_complete(const struct imap_exchange *x)
{
	return x->m != NULL ? sasl_is_complete(x->sasl) : x->login_sent;
}
