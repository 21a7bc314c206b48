/* SPDX-License-Identifier: ISC */
/* Login attempts: servers in order, one deadline, one verdict. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/endpoint.h"
#include "flow/dialect.h"
#include "flow/login.h"
#include "net/connect.h"
#include "net/contact.h"
#include "sys/deadline.h"

/* What passes before a password that was there already is less. */
#define TYPING_NS (100 * 1000000LL)

struct login {
	const struct attempt_server *server;
	struct trace trace;
	struct endpoint peers[ATTEMPT_SERVERS];
	unsigned peer; /* the one in use */
	struct tls *tls;
	struct stream *stream;
	const struct dialect *dialect; /* NULL: there is no connection */
	struct dialect_client client;
	struct sasl_login who; /* its secret is NULL until there is one */
	struct deadline deadline;
	int64_t idle_since; /* login_begin()'s end */
	struct error failure;
};

static const enum verdict verdicts[ERROR_CODES] = {
    [ERROR_NONE] = VERDICT_SUCCESS,
    [ERROR_DENIED] = VERDICT_REFUSED,
    [ERROR_LATER] = VERDICT_UNREACHABLE,
    [ERROR_REFUSED] = VERDICT_UNREACHABLE,
    [ERROR_PROTOCOL] = VERDICT_VIOLATION,
    [ERROR_UNTRUSTED] = VERDICT_UNTRUSTED,
    [ERROR_SETTINGS] = VERDICT_SETTINGS,
    [ERROR_INPUT] = VERDICT_EMPTY,
    [ERROR_NOTFOUND] = VERDICT_INTERNAL,
    [ERROR_EXISTS] = VERDICT_INTERNAL,
    [ERROR_SYSTEM] = VERDICT_INTERNAL,
    [ERROR_LIMIT] = VERDICT_VIOLATION,
    [ERROR_MEMORY] = VERDICT_MEMORY,
    [ERROR_BUG] = VERDICT_INTERNAL,
};

enum verdict
login_verdict_of(enum error_code code)
{
	return code < ERROR_CODES ? verdicts[code] : VERDICT_INTERNAL;
}

static enum error_code
parse_urls(struct login *l, struct error *e)
{
	for (unsigned i = 0; i < l->server->n_urls; i++) {
		const char *url = l->server->urls[i];

		if (!endpoint_parse(view_of(url), &l->peers[i]) ||
		    dialect_of(l->peers[i].protocol) == NULL)
			return error_set(e, ERROR_SETTINGS,
			    "server \"%s\" is not one of ours (imaps://HOST, "
			    "imap://HOST, pop3s://HOST or pop3://HOST)",
			    url);
	}
	if (l->server->n_urls == 0)
		return error_set(e, ERROR_SETTINGS, "no server is set");
	return ERROR_NONE;
}

enum error_code
login_new(const struct attempt_server *server, trace_fn *trace, void *arg,
    struct login **out, struct error *e)
{
	struct login *l = calloc(1, sizeof(*l));
	enum error_code code;
	int64_t ms = LIMIT_LOGIN_MS;

	*out = NULL;
	if (l == NULL)
		return error_set(e, ERROR_MEMORY, "login: no memory");
	l->server = server;
	l->who = (struct sasl_login){
	    .user = server->user, .allowed = server->mechanisms};
	l->trace = (struct trace){trace, arg};
	if (server->timeout_ms > LIMIT_CREDENTIALS_MS)
		ms = LIMIT_CREDENTIALS_MS;
	else if (server->timeout_ms > 0)
		ms = (int64_t)server->timeout_ms;
	l->deadline = deadline_in(ms);
	code = parse_urls(l, e);
	if (code == ERROR_NONE)
		code =
		    tls_new(server->ca_file[0] != '\0' ? server->ca_file : NULL,
			&l->tls, e);
	if (code == ERROR_NONE)
		tls_set_pins(l->tls, server->pins);
	if (code == ERROR_NONE)
		*out = l;
	else
		login_free(&l);
	return code;
}

static void
disconnect(struct login *l)
{
	if (l->dialect != NULL)
		l->dialect->free(&l->client);
	l->dialect = NULL;
	stream_free(&l->stream);
}

void
login_free(struct login **l)
{
	if (*l == NULL)
		return;
	if ((*l)->dialect != NULL && stream_is_secure((*l)->stream))
		(*l)->dialect->logout(&(*l)->client);
	disconnect(*l);
	tls_free(&(*l)->tls);
	free(*l);
	*l = NULL;
}

static enum error_code
connect_peer(struct login *l, const struct endpoint *peer, struct deadline d,
    struct error *e)
{
	char address[CONNECT_TEXT];
	int fd;

	trace_step(&l->trace, "connecting to %s port %u", peer->host,
	    (unsigned)peer->port);
	fd = connect_endpoint(peer, NULL, d, e);
	if (fd < 0)
		return e->code;
	connect_describe(fd, address, sizeof(address));
	trace_step(&l->trace, "connected to %s", address);
	return stream_new(fd, &l->stream, e);
}

/* A server's share of the time: one that hangs leaves the others theirs. */
static struct deadline
share_of(const struct login *l, unsigned servers_left)
{
	return deadline_min(l->deadline,
	    deadline_in(deadline_left(l->deadline) / (int)servers_left));
}

static enum error_code
begin_dialect(struct login *l, const struct endpoint *peer, struct deadline d,
    struct error *e)
{
	const struct contact at = {peer, l->stream, l->tls, l->trace};
	const struct dialect *dialect = dialect_of(peer->protocol);
	enum error_code code = dialect->new (&at, &l->client, e);

	if (code != ERROR_NONE)
		return code;
	l->dialect = dialect;
	return dialect->begin(&l->client, d, e);
}

/* Everything before the credentials, with one server. */
static enum error_code
begin_with(struct login *l, const struct endpoint *peer, struct error *e)
{
	struct deadline d = share_of(l, l->server->n_urls - l->peer);
	enum error_code code = connect_peer(l, peer, d, e);

	if (code == ERROR_NONE)
		code = begin_dialect(l, peer, d, e);
	if (code == ERROR_NONE)
		return ERROR_NONE;
	disconnect(l);
	error_prefix(e, "%s", l->server->urls[l->peer]);
	trace_step(&l->trace, "%s", e->text);
	return code;
}

enum error_code
login_begin(struct login *l)
{
	enum error_code code = ERROR_LATER;

	for (unsigned i = 0; i < l->server->n_urls && code == ERROR_LATER;
	     i++) {
		l->peer = i;
		code = begin_with(l, &l->peers[i], &l->failure);
	}
	if (code == ERROR_NONE && l->who.secret == NULL &&
	    l->who.user[0] != '\0')
		l->dialect->prepare(&l->client, &l->who, l->deadline);
	l->idle_since = deadline_now();
	return code;
}

static void
set_verdict(struct attempt_verdict *out, enum verdict v, const char *text)
{
	out->verdict = v;
	snprintf(out->log, sizeof(out->log), "%s", text);
}

void
login_judge_server(const struct login *l, struct attempt_verdict *out)
{
	memset(out, 0, sizeof(*out));
	if (l->dialect == NULL) {
		set_verdict(
		    out, login_verdict_of(l->failure.code), l->failure.text);
	} else {
		out->verdict = VERDICT_REACHED;
		snprintf(out->log, sizeof(out->log), "%s: ready for a login",
		    l->server->urls[l->peer]);
	}
}

/*
 * A server that has closed while somebody typed is asked once more from the
 * start: no password was sent.
 */
static enum error_code
begin_again_if_closed(struct login *l, struct error *e)
{
	enum error_code code = l->dialect->check(&l->client, e);

	if (code != ERROR_LATER)
		return code;
	trace_step(&l->trace, "connecting again: %s", e->text);
	disconnect(l);
	code = login_begin(l);
	*e = l->failure;
	return code;
}

/*
 * Servers that could not be reached while somebody typed are tried once more:
 * a machine that wakes up has no network at once.
 */
static void
begin_again_if_unreachable(struct login *l)
{
	int64_t typed = deadline_now() - l->idle_since;

	if (l->dialect != NULL || l->failure.code != ERROR_LATER ||
	    typed < TYPING_NS)
		return;
	trace_step(&l->trace, "trying again: %s", l->failure.text);
	l->deadline.at += typed;
	login_begin(l);
}

/* The exchange itself, with its time counted from where it stopped. */
static enum error_code
authenticate(struct login *l, const struct attempt_credentials *c,
    struct sasl_answer *answer, struct error *e)
{
	enum error_code code;

	l->deadline.at += deadline_now() - l->idle_since;
	if (l->who.user[0] != '\0' && strcmp(l->who.user, c->user) != 0)
		return error_set(e, ERROR_BUG, "somebody else was announced");
	l->who.user = c->user;
	l->who.secret = &c->password;
	code = begin_again_if_closed(l, e);
	if (code == ERROR_NONE)
		code = l->dialect->login(
		    &l->client, &l->who, l->deadline, answer, e);
	if (code != ERROR_NONE && l->dialect != NULL)
		error_prefix(e, "%s", l->server->urls[l->peer]);
	return code;
}

void
login_finish(struct login *l, const struct attempt_credentials *c,
    struct attempt_verdict *out)
{
	struct sasl_answer answer = {.busy = false};
	struct error e;
	enum error_code code;

	memset(out, 0, sizeof(*out));
	if (c->user[0] == '\0' || !secret_check_password(&c->password)) {
		set_verdict(out, VERDICT_EMPTY,
		    "the password is empty, too long, or holds NUL, CR or LF");
		return;
	}
	begin_again_if_unreachable(l);
	if (l->dialect == NULL) {
		set_verdict(
		    out, login_verdict_of(l->failure.code), l->failure.text);
		return;
	}
	code = authenticate(l, c, &answer, &e);
	if (code == ERROR_NONE)
		snprintf(e.text, sizeof(e.text), "%s: accepted by %s",
		    l->server->urls[l->peer], answer.method);
	set_verdict(out,
	    code == ERROR_LATER && answer.busy ? VERDICT_BUSY
					       : login_verdict_of(code),
	    e.text);
	snprintf(out->person, sizeof(out->person), "%s", answer.person);
	trace_step(&l->trace, "%s", out->log);
}
