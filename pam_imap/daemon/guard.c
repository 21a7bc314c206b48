/* SPDX-License-Identifier: ISC */
/* Failures and refused passwords: which buckets a try is about. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "pam_imap/daemon/guard.h"
#include "pam_imap/daemon/keyed.h"
#include "pam_imap/daemon/refused.h"
#include "pam_imap/daemon/rhost.h"
#include "pam_imap/daemon/throttle.h"

/* Local people and servers are few. */
#define FEW_KEYS (LIMIT_THROTTLE_KEYS / 8)

struct guard {
	struct keyed *keyed;
	struct throttle remote; /* accounts and hosts */
	struct throttle local;  /* accounts */
	struct throttle servers;
	struct refused refused;
};

/* What failures are counted for. */
enum kind { KIND_ACCOUNT, KIND_HOST, KIND_SERVER, KINDS };

/* Where a try comes from: a host's name, or the number of a caller here. */
struct origin {
	bool remote;
	char name[RHOST_SIZE];
};

/* One bucket of a try. */
struct place {
	struct throttle *table;
	uint64_t key;
	const struct conf_rate *rate;
};

static enum error_code
fill(struct guard *g, struct error *e)
{
	enum error_code code = keyed_new(&g->keyed, e);

	if (code == ERROR_NONE &&
	    (!throttle_init(&g->remote, LIMIT_THROTTLE_KEYS) ||
		!throttle_init(&g->local, FEW_KEYS) ||
		!throttle_init(&g->servers, FEW_KEYS) ||
		!refused_init(&g->refused)))
		code = error_set(e, ERROR_MEMORY, "no memory for failures");
	return code;
}

enum error_code
guard_new(struct guard **out, struct error *e)
{
	struct guard *g = calloc(1, sizeof(*g));
	enum error_code code;

	*out = NULL;
	if (g == NULL)
		return error_set(e, ERROR_MEMORY, "no memory for failures");
	code = fill(g, e);
	if (code == ERROR_NONE)
		*out = g;
	else
		guard_free(&g);
	return code;
}

void
guard_free(struct guard **g)
{
	if (*g != NULL) {
		keyed_free(&(*g)->keyed);
		throttle_clear(&(*g)->remote);
		throttle_clear(&(*g)->local);
		throttle_clear(&(*g)->servers);
		refused_clear(&(*g)->refused);
	}
	free(*g);
	*g = NULL;
}

static struct origin
origin_of(const struct guard_try *t)
{
	struct origin o;

	o.remote = rhost_canonical(t->rhost, o.name);
	if (!o.remote)
		snprintf(o.name, sizeof(o.name), "%u", (unsigned)t->caller);
	return o;
}

/* Digests two words of a kind into a key; false when memory is short. */
static bool
make_key(const struct guard *g, char kind, struct view a, struct view b,
    uint64_t *key_out)
{
	const struct view parts[] = {{&kind, 1}, a, b};
	unsigned char digest[KEYED_SIZE];

	if (!keyed_digest(g->keyed, parts, 3, digest))
		return false;
	*key_out = num_get64(digest);
	return true;
}

/* The key of all of a section's servers. */
static bool
make_server_key(const struct guard *g, const struct guard_try *t, bool remote,
    uint64_t *key)
{
	const struct conf_servers *servers = &t->login->servers;
	char kind = remote ? 'S' : 's';
	bool ok = make_key(g, kind, view_of(""), view_of(""), key);

	for (size_t i = 0; ok && i < servers->n; i++)
		ok = make_key(g, kind, view_make(key, sizeof(*key)),
		    view_of(servers->list[i].host), key);
	return ok;
}

/* The bucket of a kind; without a table when this try has none. */
static bool
locate_any(struct guard *g, const struct guard_try *t, const struct origin *o,
    enum kind kind, struct place *out)
{
	struct view name = view_of(o->name), address = view_of(t->address);

	*out = (struct place){.table = NULL};
	switch (kind) {
	case KIND_ACCOUNT:
		out->table = o->remote ? &g->remote : &g->local;
		out->rate = &t->login->throttle_account;
		return make_key(g, 'a', address, name, &out->key);
	case KIND_HOST:
		out->table = o->remote ? &g->remote : NULL;
		out->rate = &t->login->throttle_host;
		return make_key(g, 'h', view_of(""), name, &out->key);
	default:
		out->table = &g->servers;
		out->rate = &t->login->throttle_server;
		return make_server_key(g, t, o->remote, &out->key);
	}
}

/*
 * The same among those of its rate, since a bucket that another rate filled
 * says nothing about this one.  False when memory is short.
 */
static bool
locate(struct guard *g, const struct guard_try *t, const struct origin *o,
    enum kind kind, struct place *out)
{
	return locate_any(g, t, o, kind, out) &&
	    make_key(g, 'r', view_make(&out->key, sizeof(out->key)),
		view_make(out->rate, sizeof(*out->rate)), &out->key);
}

/* Who failed too often, in words. */
static enum error_code
refuse(const struct guard_try *t, const struct origin *o, enum kind kind,
    const struct place *p, int64_t wait, struct error *e)
{
	const struct conf_servers *servers = &t->login->servers;
	const char *at = servers->n != 0 ? servers->list[0].host : "no server";
	const char *from = !o->remote ? "this machine" : o->name;
	char who[LIMIT_ADDRESS + 32];

	if (kind == KIND_ACCOUNT)
		snprintf(who, sizeof(who), "of %s", t->address);
	else if (kind == KIND_HOST)
		snprintf(who, sizeof(who), "of all accounts");
	else
		snprintf(who, sizeof(who), "at %s", at);
	if (kind == KIND_SERVER && o->remote)
		from = "all remote hosts";
	return error_set(e, ERROR_LIMIT,
	    "%u failures in %u s %s from %s (again in %lld s)", p->rate->count,
	    p->rate->seconds, who, from, (long long)wait);
}

enum error_code
guard_check(
    struct guard *g, const struct guard_try *t, int64_t now, struct error *e)
{
	struct origin o = origin_of(t);
	struct place p;

	for (enum kind kind = 0; kind < KINDS; kind++) {
		int64_t wait;

		if (!locate(g, t, &o, kind, &p))
			return error_set(e, ERROR_MEMORY, "no memory");
		if (p.table == NULL)
			continue;
		wait = throttle_wait(p.table, p.key, p.rate, now);
		if (wait > 0)
			return refuse(t, &o, kind, &p, wait, e);
	}
	return ERROR_NONE;
}

static void
count_failure(
    struct guard *g, const struct guard_try *t, enum kind kind, int64_t now)
{
	struct origin o = origin_of(t);
	struct place p;

	if (locate(g, t, &o, kind, &p) && p.table != NULL)
		throttle_fail(p.table, p.key, p.rate, now);
}

static bool
digest_password(const struct guard *g, const struct guard_try *t,
    const struct secret *password, unsigned char out[KEYED_SIZE])
{
	const struct view parts[] = {
	    VIEW_LITERAL("p"), view_of(t->address), secret_view(password)};

	return keyed_digest(g->keyed, parts, 3, out);
}

bool
guard_was_refused(struct guard *g, const struct guard_try *t,
    const struct secret *password, int64_t now)
{
	unsigned char digest[KEYED_SIZE];

	return digest_password(g, t, password, digest) &&
	    refused_check(&g->refused, digest, now);
}

static bool
who_key(const struct guard *g, const struct guard_try *t, uint64_t *out)
{
	return make_key(g, 'w', view_of(t->address), view_of(""), out);
}

static void
remember(struct guard *g, const struct guard_try *t,
    const struct secret *password, int64_t now)
{
	unsigned char digest[KEYED_SIZE];
	uint64_t who;

	if (digest_password(g, t, password, digest) && who_key(g, t, &who))
		refused_add(&g->refused, digest, who, now);
}

static void
forgive(struct guard *g, const struct guard_try *t, bool asked)
{
	struct origin o = origin_of(t);
	struct place p;
	uint64_t who;

	if (locate(g, t, &o, KIND_ACCOUNT, &p))
		throttle_forget(p.table, p.key);
	if (asked && who_key(g, t, &who))
		refused_forget(&g->refused, who);
}

void
guard_note(struct guard *g, const struct guard_try *t,
    const struct secret *password, enum verdict verdict, bool asked,
    int64_t now)
{
	if (verdict == VERDICT_SUCCESS)
		forgive(g, t, asked);
	if (verdict != VERDICT_REFUSED)
		return;
	count_failure(g, t, KIND_ACCOUNT, now);
	count_failure(g, t, KIND_HOST, now);
	if (asked) {
		count_failure(g, t, KIND_SERVER, now);
		remember(g, t, password, now);
	}
}

void
guard_note_abandoned(
    struct guard *g, const struct guard_try *t, bool told, int64_t now)
{
	count_failure(g, t, KIND_HOST, now);
	if (told) {
		count_failure(g, t, KIND_ACCOUNT, now);
		count_failure(g, t, KIND_SERVER, now);
	}
}
