/* SPDX-License-Identifier: ISC */
/* Exchanges as bytes. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "sasl/exchange.h"

struct sasl_exchange {
	const struct sasl_profile *profile;
	const struct sasl_mechanism *m; /* NULL: the protocol's own command */
	const char *name;
	struct sasl *sasl;
	struct buf first; /* of an own command */
	struct buf held;  /* what the server has to invite */
	bool initial;
	bool started;
	bool waits; /* for the invitation */
	bool rode;  /* the last, empty response was sent ahead */
};

static struct sasl_exchange *
make(const char *name)
{
	struct sasl_exchange *x = calloc(1, sizeof(*x));

	if (x == NULL)
		return NULL;
	x->name = name;
	buf_init_wiping(&x->first, LIMIT_SASL_LINE);
	buf_init_wiping(&x->held, LIMIT_SASL_LINE);
	return x;
}

enum error_code
sasl_exchange_new(const struct sasl_profile *profile,
    const struct sasl_mechanism *m, const struct sasl_terms *terms,
    const char *user, const struct secret *secret, bool initial,
    struct sasl_exchange **out, struct error *e)
{
	struct sasl_exchange *x = make(m->name);
	enum error_code code;

	*out = NULL;
	if (x == NULL)
		return error_set(e, ERROR_MEMORY, "login: no memory");
	x->profile = profile;
	x->m = m;
	x->initial = initial;
	code = sasl_new(m, terms, user, secret, &x->sasl, e);
	if (code == ERROR_NONE)
		*out = x;
	else
		sasl_exchange_free(&x);
	return code;
}

enum error_code
sasl_exchange_of_command(const char *name, struct view first,
    struct view second, struct sasl_exchange **out, struct error *e)
{
	struct sasl_exchange *x = make(name);

	*out = x;
	if (x != NULL && buf_add(&x->first, first) && buf_add(&x->held, second))
		return ERROR_NONE;
	sasl_exchange_free(out);
	return error_set(e, ERROR_MEMORY, "login: no memory");
}

void
sasl_exchange_free(struct sasl_exchange **x)
{
	if (*x == NULL)
		return;
	sasl_free(&(*x)->sasl);
	buf_clear(&(*x)->first);
	buf_clear(&(*x)->held);
	free(*x);
	*x = NULL;
}

enum error_code
sasl_exchange_set_secret(
    struct sasl_exchange *x, const struct secret *secret, struct error *e)
{
	return x->m != NULL ? sasl_set_secret(x->sasl, secret, e) : ERROR_NONE;
}

/* An invitation is answered by what was made before. */
bool
sasl_exchange_needs_secret(const struct sasl_exchange *x)
{
	return x->m != NULL && !x->waits && sasl_needs_secret(x->sasl);
}

const char *
sasl_exchange_name(const struct sasl_exchange *x)
{
	return x->name;
}

/* Whether the response may stand behind the n bytes of the command. */
static bool
fits(const struct sasl_exchange *x, size_t n)
{
	size_t response = x->held.n > 0 ? x->held.n : 1;

	return x->profile->command_max == 0 ||
	    n + 1 + response + 2 <= x->profile->command_max;
}

static enum error_code
start_mechanism(struct sasl_exchange *x, struct buf *out, struct error *e)
{
	enum error_code code;

	buf_add_str(out, x->profile->command);
	buf_add_byte(out, ' ');
	buf_add_str(out, x->name);
	if (!x->m->initial_response)
		return ERROR_NONE;
	code = sasl_step(x->sasl, view_of(""), &x->held, e);
	x->waits = !x->initial || !fits(x, out->n);
	if (code != ERROR_NONE || x->waits)
		return code;
	buf_add_byte(out, ' ');
	if (x->held.n > 0)
		buf_add(out, buf_view(&x->held));
	else
		buf_add_byte(out, '=');
	buf_clear(&x->held);
	return ERROR_NONE;
}

enum error_code
sasl_exchange_start(struct sasl_exchange *x, struct buf *out, struct error *e)
{
	enum error_code code = ERROR_NONE;

	if (x->m != NULL) {
		code = start_mechanism(x, out, e);
	} else {
		buf_add(out, buf_view(&x->first));
		x->waits = x->held.n > 0;
	}
	x->started = true;
	if (code == ERROR_NONE && out->failed)
		return error_set(e, ERROR_MEMORY, "login: no memory");
	return code;
}

/* The "+" that only invites carries nothing. */
static void
add_held(struct sasl_exchange *x, struct buf *out)
{
	buf_add(out, buf_view(&x->held));
	if (x->m != NULL)
		buf_add_str(out, "\r\n");
	buf_clear(&x->held);
	x->waits = false;
}

/*
 * Whether the empty last response may go out with the proof.  Not where the
 * proof may be refused and another exchange follow, unless replies are told
 * apart: there is one more to come for the empty line then.
 */
static bool
may_ride(const struct sasl_exchange *x)
{
	return x->profile->rides && sasl_expects_server_final(x->sasl) &&
	    (x->profile->tags || sasl_bound(x->sasl) != BINDING_TLS_EXPORTER);
}

static enum error_code
respond(struct sasl_exchange *x, struct view challenge, struct buf *out,
    struct error *e)
{
	struct buf response;
	enum error_code code;

	buf_init_wiping(&response, LIMIT_SASL_LINE);
	code = sasl_step(x->sasl, challenge, &response, e);
	if (code == ERROR_NONE && !x->rode) {
		buf_add(out, buf_view(&response));
		buf_add_str(out, "\r\n");
	}
	if (code == ERROR_NONE && may_ride(x)) {
		buf_add_str(out, "\r\n");
		x->rode = true;
	}
	buf_clear(&response);
	return code;
}

enum error_code
sasl_exchange_answer(struct sasl_exchange *x, struct view challenge,
    struct buf *out, struct error *e)
{
	enum error_code code = ERROR_NONE;

	if (x->waits)
		add_held(x, out);
	else if (x->m != NULL)
		code = respond(x, challenge, out, e);
	else
		code = error_set(e, ERROR_PROTOCOL,
		    "%s: the server asks for more after the end", x->name);
	if (code == ERROR_NONE && out->failed)
		return error_set(e, ERROR_MEMORY, "login: no memory");
	return code;
}

bool
sasl_exchange_rode(const struct sasl_exchange *x)
{
	return x->rode && sasl_exchange_is_complete(x);
}

bool
sasl_exchange_sent_proof(const struct sasl_exchange *x)
{
	if (!x->started || x->waits)
		return false;
	return x->m == NULL || sasl_sent_proof(x->sasl);
}

bool
sasl_exchange_is_complete(const struct sasl_exchange *x)
{
	if (!x->started || x->waits)
		return false;
	return x->m == NULL || sasl_is_complete(x->sasl);
}

enum binding_type
sasl_exchange_bound(const struct sasl_exchange *x)
{
	return x->m != NULL ? sasl_bound(x->sasl) : BINDING_NONE;
}

bool
sasl_exchange_blames_binding(const struct sasl_exchange *x, struct view words)
{
	return x->m != NULL && sasl_blames_binding(x->sasl, words);
}
