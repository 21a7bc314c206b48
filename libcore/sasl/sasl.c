/* SPDX-License-Identifier: ISC */
/* Exchanges: tokens by ourselves, passwords through GNU SASL. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

#include "base/limits.h"
#include "sasl/base64.h"
#include "sasl/channel.h"
#include "sasl/sasl.h"
#include "sasl/scram.h"
#include "sasl/token.h"

/* SCRAM's steps: first message, proof, check of the server's signature. */
#define SCRAM_PROOF 2
#define SCRAM_STEPS 3

struct sasl {
	const struct sasl_mechanism *m;
	Gsasl *library;
	Gsasl_session *session;
	enum binding_type bound;
	unsigned steps;                /* that have succeeded */
	const char *user;              /* the caller's, as the next: */
	const struct endpoint *server; /* only for a token */
	struct buf token;
	bool has_secret;
	bool complete;
	bool unbound; /* the server said that the binding is what is wrong */
};

static enum error_code
library_failed(struct error *e, const struct sasl_mechanism *m, int rc)
{
	enum error_code code = ERROR_PROTOCOL;

	if (rc == GSASL_MALLOC_ERROR)
		code = ERROR_MEMORY;
	else if (rc == GSASL_UNKNOWN_MECHANISM)
		code = ERROR_SETTINGS;
	else if (rc == GSASL_SASLPREP_ERROR)
		code = ERROR_INPUT;
	else if (rc == GSASL_AUTHENTICATION_ERROR)
		return error_set(e, code,
		    "%s: the server did not prove that it knows the password",
		    m->name);
	return error_set(e, code, "%s: %s", m->name, gsasl_strerror(rc));
}

static int
prepare(const char *text, Gsasl_saslprep_flags flags)
{
	char *prepared = NULL;
	int rc = gsasl_saslprep(text, flags, &prepared, NULL);

	if (rc != GSASL_OK)
		return rc == GSASL_MALLOC_ERROR ? rc : GSASL_SASLPREP_ERROR;
	explicit_bzero(prepared, strlen(prepared));
	gsasl_free(prepared);
	return GSASL_OK;
}

/*
 * Whether SCRAM can prepare the secret (SASLprep, RFC 4013).  Versions of the
 * library differ in which flag takes characters newer than Unicode 3.2, so
 * both must work.
 */
static int
try_saslprep(struct view secret)
{
	char *copy = view_dup(secret);
	int rc;

	if (copy == NULL)
		return GSASL_MALLOC_ERROR;
	rc = prepare(copy, GSASL_ALLOW_UNASSIGNED);
	if (rc == GSASL_OK)
		rc = prepare(copy, (Gsasl_saslprep_flags)0);
	explicit_bzero(copy, secret.n);
	free(copy);
	return rc;
}

static int
start(struct sasl *s, const struct sasl_terms *t, const char *user)
{
	int rc = gsasl_init(&s->library);

	if (rc == GSASL_OK && s->m->binds)
		channel_offer(s->library, t->binding);
	if (rc == GSASL_OK)
		rc = gsasl_client_start(s->library, s->m->name, &s->session);
	if (rc == GSASL_OK)
		rc = gsasl_property_set(s->session, GSASL_AUTHID, user);
	return rc;
}

static enum error_code
set_token(struct sasl *s, struct view token, struct error *e)
{
	if (!token_check(token))
		return error_set(e, ERROR_INPUT,
		    "%s: the token holds what is no visible ASCII", s->m->name);
	buf_reset(&s->token);
	if (!buf_add(&s->token, token))
		return error_set(e, ERROR_MEMORY, "%s: no memory", s->m->name);
	s->has_secret = true;
	return ERROR_NONE;
}

enum error_code
sasl_set_secret(struct sasl *s, const struct secret *secret, struct error *e)
{
	struct view bytes = secret_view(secret);
	int rc = GSASL_OK;

	if (s->m->compose != NULL)
		return set_token(s, bytes, e);
	if (view_find(bytes, '\0') != bytes.n)
		return error_set(
		    e, ERROR_INPUT, "%s: the password holds a NUL", s->m->name);
	if (s->m->proves_server)
		rc = try_saslprep(bytes);
	if (rc == GSASL_OK)
		rc = gsasl_property_set_raw(
		    s->session, GSASL_PASSWORD, bytes.p, bytes.n);
	if (rc != GSASL_OK)
		return library_failed(e, s->m, rc);
	s->has_secret = true;
	return ERROR_NONE;
}

bool
sasl_needs_secret(const struct sasl *s)
{
	return !s->has_secret &&
	    (!s->m->proves_server || s->steps + 1 == SCRAM_PROOF);
}

enum error_code
sasl_new(const struct sasl_mechanism *m, const struct sasl_terms *t,
    const char *user, const struct secret *secret, struct sasl **out,
    struct error *e)
{
	struct sasl *s;
	enum error_code code = ERROR_NONE;
	int rc;

	*out = NULL;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return error_set(e, ERROR_MEMORY, "%s: no memory", m->name);
	s->m = m;
	if (m->binds)
		s->bound = t->binding->type;
	buf_init_wiping(&s->token, LIMIT_SECRET);
	s->user = user;
	s->server = t->server;
	rc = m->compose != NULL ? GSASL_OK : start(s, t, user);
	if (rc != GSASL_OK)
		code = library_failed(e, m, rc);
	else if (secret != NULL)
		code = sasl_set_secret(s, secret, e);
	if (code == ERROR_NONE)
		*out = s;
	else
		sasl_free(&s);
	return code;
}

void
sasl_free(struct sasl **s)
{
	if (*s == NULL)
		return;
	if ((*s)->session != NULL)
		gsasl_finish((*s)->session);
	if ((*s)->library != NULL)
		gsasl_done((*s)->library);
	buf_clear(&(*s)->token);
	free(*s);
	*s = NULL;
}

/* The server's last message; an error in it may be about the binding. */
static enum error_code
inspect_final(struct sasl *s, struct view message, struct error *e)
{
	enum error_code code = scram_check_final(message, e);

	s->unbound = code == ERROR_DENIED && scram_blames_binding(message);
	return code;
}

/* A server may say once what is wrong with a token. */
static bool
may_go_on(const struct sasl *s)
{
	return s->m->compose != NULL ? s->steps < 2 : !s->complete;
}

/* What can be said about a challenge before the library sees it. */
static enum error_code
inspect(struct sasl *s, struct view challenge, struct error *e)
{
	if (!may_go_on(s))
		return error_set(e, ERROR_PROTOCOL,
		    "%s: the server goes on after the end", s->m->name);
	if (s->m->proves_server && s->steps + 1 == SCRAM_PROOF)
		return scram_check_first(challenge, e);
	if (s->m->proves_server && s->steps + 1 == SCRAM_STEPS)
		return inspect_final(s, challenge, e);
	return ERROR_NONE;
}

/*
 * The token; or, when the server has said what is wrong with it (in JSON), the
 * answer that lets it refuse it: a success after that is none.
 */
static enum error_code
answer_token(struct sasl *s, struct buf *out, struct error *e)
{
	const struct sasl_mechanism *m = s->m;
	struct buf plain;
	bool ok;

	buf_init_wiping(&plain, LIMIT_SASL_LINE);
	ok = s->steps == 0
	    ? m->compose(&plain, s->user, s->server, buf_view(&s->token))
	    : buf_add_str(&plain, m->regret);
	ok = ok && base64_encode(out, buf_view(&plain));
	buf_clear(&plain);
	if (!ok)
		return error_set(e, ERROR_MEMORY, "%s: no memory", m->name);
	s->complete = s->steps++ == 0;
	return ERROR_NONE;
}

/* Lets the library answer a decoded challenge. */
static enum error_code
answer_password(
    struct sasl *s, struct view challenge, struct buf *out, struct error *e)
{
	char *response = NULL;
	size_t n = 0;
	bool encoded = true;
	int rc;

	rc = gsasl_step(s->session, challenge.n > 0 ? challenge.p : "",
	    challenge.n, &response, &n);
	if (rc != GSASL_OK && rc != GSASL_NEEDS_MORE)
		return library_failed(e, s->m, rc);
	if (response != NULL) {
		encoded = base64_encode(out, view_make(response, n));
		explicit_bzero(response, n);
		gsasl_free(response);
	}
	if (!encoded)
		return error_set(e, ERROR_MEMORY, "%s: no memory", s->m->name);
	s->steps++;
	s->complete = rc == GSASL_OK;
	return ERROR_NONE;
}

enum error_code
sasl_step(
    struct sasl *s, struct view challenge, struct buf *out, struct error *e)
{
	struct buf plain;
	enum error_code code;

	buf_reset(out);
	buf_init_wiping(&plain, LIMIT_SASL_LINE);
	if (base64_decode(&plain, challenge))
		code = inspect(s, buf_view(&plain), e);
	else
		code = error_set(e, ERROR_PROTOCOL,
		    "%s: the server's challenge is not base64", s->m->name);
	if (code == ERROR_NONE)
		code = s->m->compose != NULL
		    ? answer_token(s, out, e)
		    : answer_password(s, buf_view(&plain), out, e);
	buf_clear(&plain);
	return code;
}

bool
sasl_is_complete(const struct sasl *s)
{
	return s->complete;
}

bool
sasl_sent_proof(const struct sasl *s)
{
	if (s->m->proves_server)
		return s->steps >= SCRAM_PROOF;
	return s->complete || (s->m->compose != NULL && s->steps > 0);
}

bool
sasl_expects_server_final(const struct sasl *s)
{
	return s->m->proves_server && s->steps == SCRAM_PROOF;
}

enum binding_type
sasl_bound(const struct sasl *s)
{
	return s->bound;
}

bool
sasl_blames_binding(const struct sasl *s, struct view words)
{
	/* Cyrus SASL's words for it; of a password it says others. */
	return s->bound != BINDING_NONE &&
	    (s->unbound || view_starts(words, "bad protocol"));
}
