/* SPDX-License-Identifier: ISC */
/* Answering a request: judge, ask the server, register, log. */
#include "config.h"

#include <stdio.h>

#include "flow/errand.h"
#include "pam_imap/daemon/judge.h"
#include "pam_imap/daemon/report.h"
#include "pam_imap/daemon/request.h"
#include "sys/io.h"

/* A verdict of our own with its reason. */
static void
decide(struct protocol_reply *out, enum verdict verdict, const char *reason)
{
	out->verdict = verdict;
	snprintf(out->log, sizeof(out->log), "%s", reason);
}

static enum verdict
verdict_of(enum error_code code)
{
	switch (code) {
	case ERROR_MEMORY:
		return VERDICT_MEMORY;
	case ERROR_SETTINGS:
	case ERROR_NOTFOUND:
	case ERROR_EXISTS:
		return VERDICT_SETTINGS;
	case ERROR_LATER:
		return VERDICT_UNREACHABLE;
	default:
		return VERDICT_INTERNAL;
	}
}

/* What the section says the server is to be told, and by whom. */
static enum error_code
prepare(const struct request_host *host, const struct subject *s,
    struct attempt_server *server, struct attempt_credentials *credentials,
    struct error *e)
{
	struct view address = view_of(s->address), user = address;
	const struct conf_login *login;
	struct conf *conf;
	enum error_code code =
	    conf_load(host->settings, host->check_owner, &conf, e);

	if (code != ERROR_NONE)
		return code;
	login = conf_find_login(conf, account_domain(address));
	if (login == NULL) {
		code = error_set(e, ERROR_SETTINGS,
		    "%s: no login section for \"%.*s\"", host->settings,
		    VIEW_ARG(account_domain(address)));
	} else {
		if (login->user != NULL &&
		    view_eq_str(view_of(login->user), "local"))
			user = account_local_part(address);
		if (!errand_fill(login, server) ||
		    !view_copy(
			user, credentials->user, sizeof(credentials->user)))
			code = error_set(e, ERROR_LIMIT,
			    "%s: the login section is too long",
			    host->settings);
	}
	conf_free(&conf);
	return code;
}

/* Has a worker ask the server. */
static enum error_code
ask_server(const struct request_host *host, const struct attempt_server *server,
    const struct attempt_credentials *credentials, struct protocol_reply *out,
    struct error *e)
{
	struct attempt_verdict v;
	struct deadline d = deadline_in(LIMIT_LOGIN_MS + LIMIT_REAP_MS);
	enum error_code code;
	int fd = starter_ask(host->starter, e);

	if (fd < 0)
		return e->code;
	code = errand_run(fd, server, credentials, d, NULL, NULL, &v, e);
	io_close(&fd);
	if (code != ERROR_NONE)
		return code;
	decide(out, v.verdict, v.log);
	snprintf(out->person, sizeof(out->person), "%s", v.person);
	return ERROR_NONE;
}

/* The account exists from now on; without it there is no session. */
static void
register_account(const struct request_host *host, const struct subject *s,
    struct protocol_reply *out)
{
	struct error e;
	enum error_code code;

	if (s->local || s->registered)
		return;
	code = registry_add(
	    host->users->registry, host->registry, &s->account, &e);
	if (code != ERROR_NONE)
		decide(out, verdict_of(code), e.text);
	else
		report_registered(&s->account);
}

static void
log_in(const struct request_host *host, const struct protocol_request *request,
    const struct subject *s, struct protocol_reply *out)
{
	struct attempt_credentials credentials = {
	    .password = request->password};
	struct attempt_server server;
	struct error e;
	enum error_code code = ERROR_NONE;

	if (!secret_check_password(&request->password)) {
		decide(out, VERDICT_EMPTY,
		    "the password is empty, too long or has line ends");
	} else {
		code = prepare(host, s, &server, &credentials, &e);
		if (code == ERROR_NONE)
			code = ask_server(host, &server, &credentials, out, &e);
	}
	secret_clear(&credentials.password);
	if (code != ERROR_NONE)
		decide(out, verdict_of(code), e.text);
	else if (out->verdict == VERDICT_SUCCESS)
		register_account(host, s, out);
}

static void
answer(const struct request_host *host, const struct protocol_request *request,
    const struct accounts *a, struct subject *s, struct protocol_reply *out)
{
	struct error e;
	enum verdict verdict;

	error_clear(&e);
	if (request->what == PROTOCOL_ACCOUNT) {
		verdict = judge_account(a, host->users, request, &e);
		decide(out, verdict, e.text);
		return;
	}
	verdict = judge_login(a, host->users, request, s, &e);
	if (verdict == VERDICT_SUCCESS)
		log_in(host, request, s, out);
	else
		decide(out, verdict, e.text);
}

void
request_answer(const struct request_host *host,
    const struct protocol_request *request, struct protocol_reply *out)
{
	struct subject s = {.local = false};
	struct accounts *a;
	struct error e;
	enum error_code code = accounts_open(
	    host->users->accounts, host->users->check_owner, &a, &e);

	*out = (struct protocol_reply){.verdict = VERDICT_INTERNAL};
	if (code == ERROR_NONE) {
		report_bad_lines(a, host->users->accounts);
		answer(host, request, a, &s, out);
		accounts_close(&a);
	} else {
		decide(out, verdict_of(code), e.text);
	}
	report_answer(request, s.address, out);
}
