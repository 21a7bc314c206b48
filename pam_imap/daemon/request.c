/* SPDX-License-Identifier: ISC */
/* Answering a request: judge, what to ask the server, register, log. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "flow/errand.h"
#include "pam_imap/daemon/peer.h"
#include "pam_imap/daemon/report.h"
#include "pam_imap/daemon/request.h"
#include "users/index.h"

void
request_init(struct request *r)
{
	*r = (struct request){.reply.verdict = VERDICT_INTERNAL};
}

void
request_clear(struct request *r)
{
	secret_clear(&r->asked.password);
	conf_free(&r->conf);
	r->login = NULL;
}

void
request_decide(struct request *r, enum verdict verdict, const char *reason)
{
	r->reply.verdict = r->gravity = verdict;
	snprintf(r->reply.log, sizeof(r->reply.log), "%s", reason);
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
		/*
		 * Not now: another writer has the registry, or the starter is
		 * busy.  To PAM as a server that is busy, so that the stack
		 * may try another way; what is not registered is refused in
		 * the account phase however its password was checked.
		 */
		return VERDICT_BUSY;
	case ERROR_REFUSED:
		return VERDICT_NOT_PERMITTED;
	default:
		return VERDICT_INTERNAL;
	}
}

void
request_fail(struct request *r, const struct error *e)
{
	request_decide(r, verdict_of(e->code), e->text);
}

/* The section of the mailbox's domain. */
static enum error_code
find_login(const struct request_host *host, struct request *r, struct error *e)
{
	struct view domain = account_domain(view_of(r->subject.address));
	enum error_code code;

	conf_free(&r->conf);
	r->login = NULL;
	code = conf_load(host->settings, host->check_owner, &r->conf, e);
	if (code != ERROR_NONE)
		return code;
	r->login = conf_find_login(r->conf, domain);
	if (r->login == NULL)
		return error_set(e, ERROR_SETTINGS,
		    "%s: no login section for \"%.*s\"", host->settings,
		    VIEW_ARG(domain));
	return ERROR_NONE;
}

static enum verdict
judge(const struct request_host *host, const struct accounts *a,
    struct request *r, struct error *e)
{
	if (r->asked.what == PROTOCOL_ACCOUNT)
		return judge_account(a, host->users, &r->asked, e);
	return judge_login(a, host->users, &r->asked, &r->subject, e);
}

/* Judges by the accounts file; false when the reply is complete. */
static bool
judge_by_accounts(
    const struct request_host *host, struct request *r, struct error *e)
{
	struct accounts *a;
	enum verdict verdict;
	enum error_code code = accounts_open(
	    host->users->accounts, host->users->check_owner, &a, e);

	if (code != ERROR_NONE) {
		request_fail(r, e);
		return false;
	}
	report_bad_lines(a, host->users->accounts, host->reported);
	if (host->users->index != NULL)
		index_refresh(a, host->users->index, time(NULL), NULL);
	verdict = judge(host, a, r, e);
	accounts_close(&a);
	if (verdict == VERDICT_SUCCESS && r->asked.what != PROTOCOL_ACCOUNT)
		return true;
	request_decide(r, verdict, e->text);
	return false;
}

bool
request_judge(const struct request_host *host, struct request *r, uid_t uid)
{
	struct error e;

	error_clear(&e);
	r->reply = (struct protocol_reply){.verdict = VERDICT_INTERNAL};
	if (peer_check(uid, host->users->etc_dir, &r->asked, &e) !=
	    ERROR_NONE) {
		request_fail(r, &e);
		return false;
	}
	if (!judge_by_accounts(host, r, &e))
		return false;
	if (r->asked.what == PROTOCOL_AUTH &&
	    !secret_check_password(&r->asked.password)) {
		request_decide(r, VERDICT_EMPTY,
		    "the password is empty, too long or has line ends");
		return false;
	}
	if (find_login(host, r, &e) != ERROR_NONE) {
		request_fail(r, &e);
		return false;
	}
	return true;
}

bool
request_fill_server(
    struct request *r, const char *settings, struct attempt_server *out)
{
	struct error e;

	if (errand_fill(r->login, out))
		return true;
	error_set(
	    &e, ERROR_LIMIT, "%s: the login section is too long", settings);
	request_fail(r, &e);
	return false;
}

bool
request_fill_user(const struct request *r, char *dst, size_t size)
{
	struct view user = view_of(r->subject.address);

	if (r->login->user != NULL &&
	    view_eq_str(view_of(r->login->user), "local"))
		user = account_local_part(user);
	return view_copy(user, dst, size);
}

bool
request_fill_credentials(
    const struct request *r, struct attempt_credentials *out)
{
	out->password = r->asked.password;
	return request_fill_user(r, out->user, sizeof(out->user));
}

void
request_take_verdict(struct request *r, const struct attempt_verdict *v)
{
	request_decide(r, v->verdict, v->log);
	snprintf(r->reply.person, sizeof(r->reply.person), "%s", v->person);
}

bool
request_may_verify(const struct request *r)
{
	return verdict_row(r->reply.verdict)->offline_allowed &&
	    r->login->offline > 0 &&
	    (r->subject.local || r->subject.registered);
}

void
request_fill_entry(const struct request *r, struct offline_entry *out)
{
	view_copy(
	    view_of(r->subject.address), out->address, sizeof(out->address));
	out->uid = r->subject.local ? r->asked.uid : r->subject.account.uid;
	out->remote = r->asked.rhost[0] != '\0';
	out->password = r->asked.password;
}

/* Puts text behind the reason; a text that does not fit is cut. */
static void
add_reason(struct request *r, const char *text)
{
	size_t n = strlen(r->reply.log);

	snprintf(r->reply.log + n, sizeof(r->reply.log) - n, "; %s", text);
}

/* What stands before the reason, at most. */
#define WORDS 96

void
request_verified(struct request *r, const struct error *e)
{
	char reason[LIMIT_MESSAGE_TEXT - WORDS];

	if (e->code != ERROR_NONE) {
		add_reason(r, e->text);
		return;
	}
	r->gravity = r->reply.verdict;
	view_copy(view_before(view_of(r->reply.log), sizeof(reason) - 1),
	    reason, sizeof(reason));
	snprintf(r->reply.log, sizeof(r->reply.log),
	    "signed in with the stored password, since the server is %s: %s",
	    verdict_row(r->gravity)->name, reason);
	r->reply.verdict = VERDICT_SUCCESS;
	snprintf(r->reply.person, sizeof(r->reply.person),
	    "Your mail server cannot be reached; signed in with the stored "
	    "password.");
}

bool
request_must_register(const struct request *r)
{
	return r->reply.verdict == VERDICT_SUCCESS && !r->subject.local &&
	    !r->subject.registered;
}

enum error_code
request_register(
    const struct request_host *host, const struct request *r, struct error *e)
{
	return registry_add(
	    host->users->registry, host->registry, &r->subject.account, e);
}

void
request_registered(struct request *r, const struct error *e)
{
	if (e->code == ERROR_NONE)
		report_registered(&r->subject.account);
	else
		request_fail(r, e);
}

bool
request_has_report(const struct request *r)
{
	return r->asked.what != PROTOCOL_ACCOUNT ||
	    r->reply.verdict != VERDICT_SUCCESS;
}

void
request_report(const struct request *r)
{
	report_answer(&r->asked, r->subject.address, &r->reply, r->gravity);
}
