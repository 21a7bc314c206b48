/* SPDX-License-Identifier: ISC */
/* The worker's half of a conversation: ahead, in its turn, its verdict. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "pam_imap/daemon/report.h"
#include "pam_imap/daemon/rhost.h"
#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/talk.h"

/*
 * The same caller's workers share half of those that are opened ahead; to
 * root's logins all other users are one.
 */
static bool
is_same_caller(const struct talk *a, const struct talk *b)
{
	char host_a[RHOST_SIZE], host_b[RHOST_SIZE];

	if (a->uid != 0 && b->uid != 0)
		return true;
	rhost_canonical(a->request.asked.rhost, host_a);
	rhost_canonical(b->request.asked.rhost, host_b);
	return a->uid == b->uid && strcmp(host_a, host_b) == 0;
}

/* Whether its worker waits: for a password, or for its turn. */
static bool
is_ahead(const struct talk *t)
{
	return (t->state == TALK_HEARING || t->state == TALK_WAITING) &&
	    inquiry_is_open(&t->inquiry);
}

/* Whether one more worker may wait. */
static bool
may_preconnect(const struct talk *t)
{
	unsigned all = 0, same = 0;

	for (const struct talk *o = t->serve->talks; o != NULL; o = o->next) {
		if (!is_ahead(o))
			continue;
		all++;
		same += is_same_caller(o, t);
	}
	return all < LIMIT_PRECONNECTS && same < LIMIT_PRECONNECTS / 2;
}

/* What a worker is told; false with the reply complete. */
static bool
fill_server(struct talk *t, struct attempt_server *out)
{
	const struct serve_config *config = &t->serve->config;

	if (!request_fill_server(&t->request, config->host.settings, out))
		return false;
	out->trace = config->debug || t->request.asked.debug;
	return true;
}

/* Whether this password was refused a moment ago: it is not sent again. */
static bool
is_remembered(struct talk *t, struct guard *guard)
{
	const struct secret *password = &t->request.asked.password;
	const struct guard_try try = talk_try(t);

	if (!guard_was_refused(guard, &try, password, deadline_now()))
		return false;
	guard_note(
	    guard, &try, password, VERDICT_REFUSED, false, deadline_now());
	request_decide(&t->request, VERDICT_REFUSED,
	    "the server refused this password within the last minute, and was "
	    "not asked again");
	return true;
}

bool
talk_may_ask(struct talk *t)
{
	struct guard *guard = t->serve->config.guard;
	struct guard_try try = talk_try(t);
	struct error e;
	enum error_code code;

	if (guard == NULL)
		return true;
	code = guard_check(guard, &try, deadline_now(), &e);
	if (code == ERROR_NONE)
		return !is_remembered(t, guard);
	if (code == ERROR_LIMIT)
		request_decide(&t->request, VERDICT_THROTTLED, e.text);
	else
		request_fail(&t->request, &e);
	return false;
}

void
talk_preconnect(struct talk *t)
{
	const struct serve_config *config = &t->serve->config;
	struct attempt_server server;
	struct error e;

	if (!t->request.login->preconnect || t->serve->stopping ||
	    !may_preconnect(t) || !talk_may_ask(t) || !fill_server(t, &server))
		return;
	request_fill_user(&t->request, server.user, sizeof(server.user));
	if (inquiry_open(&t->inquiry, config->starter, &server, &e) !=
	    ERROR_NONE) {
		talk_trace(t, e.text);
		return;
	}
	t->owes = true;
	t->idle = deadline_in(LIMIT_PRECONNECT_MS);
	talk_trace(t, "connecting ahead");
}

void
talk_queue(struct talk *t)
{
	t->state = TALK_WAITING;
	t->until = t->login;
	t->judged_in = t->serve->turns;
	slots_join(&t->serve->slots, &t->place, t->uid);
}

/* The worker that is there already, if it is the right one, or a new one. */
static enum error_code
have_worker(struct talk *t, struct error *e)
{
	const struct serve_config *config = &t->serve->config;
	struct attempt_server server;

	if (!fill_server(t, &server))
		return error_set(e, ERROR_LIMIT, "%s", t->request.reply.log);
	request_fill_user(&t->request, server.user, sizeof(server.user));
	if (inquiry_is_open(&t->inquiry) &&
	    inquiry_is_for(&t->inquiry, &server))
		return ERROR_NONE;
	inquiry_close(&t->inquiry);
	/* The password is there: nothing is done ahead of it. */
	server.user[0] = '\0';
	server.timeout_ms = (uint64_t)deadline_left(t->login);
	return inquiry_open(&t->inquiry, config->starter, &server, e);
}

/* Whether it may still log in: who waited, by the files of now. */
static bool
is_still_allowed(struct talk *t)
{
	if (t->judged_in == t->serve->turns ||
	    request_judge(&t->serve->config.host, &t->request, t->uid))
		return true;
	talk_abandon(t);
	return false;
}

void
talk_run(struct talk *t)
{
	struct attempt_credentials credentials;
	struct error e;
	enum error_code code;

	if (!is_still_allowed(t) || !talk_may_ask(t)) {
		talk_reply(t);
		return;
	}
	t->owes = true;
	code = have_worker(t, &e);
	if (code == ERROR_NONE) {
		code = request_fill_credentials(&t->request, &credentials)
		    ? inquiry_tell(&t->inquiry, &credentials, &e)
		    : error_set(&e, ERROR_LIMIT, "the name is too long");
		secret_clear(&credentials.password);
	}
	if (code != ERROR_NONE) {
		/* A fault of ours, which no stored password makes good. */
		request_fail(&t->request, &e);
		talk_reply(t);
		return;
	}
	t->state = TALK_ASKING;
	t->until = deadline_later(t->login, LIMIT_REAP_MS);
}

/* An inquiry_trace_fn. */
static void
trace(void *arg, const struct attempt_trace *step)
{
	char text[LIMIT_MESSAGE_TEXT + 32];

	snprintf(text, sizeof(text), "%llu ms: %s",
	    (unsigned long long)(step->at_us / 1000), step->text);
	talk_trace(arg, text);
}

void
talk_hear_worker(struct talk *t)
{
	struct attempt_verdict v;
	struct error e;
	enum error_code code = inquiry_turn(&t->inquiry, trace, t, &v, &e);

	if (code == ERROR_LATER)
		return;
	inquiry_close(&t->inquiry);
	if (t->state != TALK_ASKING) {
		talk_trace(t, e.text);
		return;
	}
	if (code == ERROR_NONE)
		request_take_verdict(&t->request, &v);
	else
		request_fail(&t->request, &e);
	talk_conclude(t);
}
