/* SPDX-License-Identifier: ISC */
/* Messages on their way: what is reported, sent again, given up. */
#include "config.h"

#include <stdio.h>

#include "flow/relay_outcome.h"
#include "flow/relay_private.h"

static void
set_failed(struct relay *r, enum handover_failure failure, const char *reason)
{
	if (r->failed.failure != HANDOVER_FAILURES)
		return;
	r->failed.failure = failure;
	snprintf(r->failed.reason, sizeof(r->failed.reason), "%s", reason);
}

void
relay_failed(struct relay *r, const struct error *e)
{
	set_failed(r, relay_failure(e->code), e->text);
}

void
relay_idle(struct relay *r)
{
	set_failed(r, HANDOVER_CLOSED, "nothing more to send");
}

/* One recipient has its outcome. */
static void
answer(struct relay *r, struct relay_job *job, unsigned recipient,
    enum handover_result result, const char *text)
{
	struct handover_outcome o = {
	    .id = job->message.id,
	    .recipient = recipient,
	    .result = result,
	};

	if (job->answered[recipient])
		return;
	job->answered[recipient] = true;
	job->n_answered++;
	r->took = r->took || result == HANDOVER_SENT;
	o.notified = result == HANDOVER_SENT && smtp_features(r->session)->dsn;
	snprintf(o.reply, sizeof(o.reply), "%s", text);
	relay_report_outcome(&r->report, &o);
}

static void
answer_all(struct relay *r, struct relay_job *job, enum handover_result result,
    const char *text)
{
	for (unsigned i = 0; i < job->message.n_recipients; i++)
		answer(r, job, i, result, text);
}

/* Says so when all recipients have theirs; the job goes away. */
static void
finish(struct relay *r, struct relay_job *job)
{
	if (job->n_answered == job->message.n_recipients)
		relay_report_done(&r->report, job->message.id);
	relay_job_free(&job);
	r->warm = deadline_in(LIMIT_RELAY_WARM_MS);
}

/* Recipients whose addresses cannot be said without SMTPUTF8. */
static void
refuse_international(struct relay *r, struct relay_job *job)
{
	if (smtp_features(r->session)->smtputf8)
		return;
	for (unsigned i = 0; i < job->message.n_recipients; i++)
		if (relay_job_is_international(job, i))
			answer(r, job, i, HANDOVER_BOUNCED,
			    "5.6.7 the address needs SMTPUTF8, which the "
			    "relay does not offer");
}

/* The result for a message that cannot be made ready. */
static enum handover_result
unready(enum error_code code)
{
	return code == ERROR_REFUSED ? HANDOVER_BOUNCED
	    : code == ERROR_INPUT    ? HANDOVER_HELD
				     : HANDOVER_DEFERRED;
}

void
relay_start(struct relay *r, struct relay_job *job)
{
	struct error e;
	enum error_code code = ERROR_NONE;

	error_clear(&e);
	refuse_international(r, job);
	if (r->null_refused && job->message.sender[0] == '\0')
		job->as_account = true;
	if (job->n_answered < job->message.n_recipients)
		code = relay_job_load(
		    job, &r->policy, smtp_features(r->session), &e);
	if (code != ERROR_NONE)
		answer_all(r, job, unready(code), e.text);
	if (job->n_answered == job->message.n_recipients)
		finish(r, job);
	else
		smtp_transfer_start(r->transfer, &job->outgoing);
}

/* Whether a refused null reverse-path is worth another try as the account. */
static bool
try_as_account(struct relay *r, struct relay_job *job)
{
	if (job->message.sender[0] != '\0' || job->as_account ||
	    r->policy.account.n == 0 ||
	    job->outgoing.transaction.mail.code / 100 != 5 ||
	    job->outgoing.transaction.mail.code == 530)
		return false;
	job->as_account = true;
	r->null_refused = true;
	return true;
}

/* Reports recipient i of the transaction; false when it was not sent. */
static bool
report(struct relay *r, struct relay_job *job, unsigned i)
{
	const struct smtp_transaction *t = &job->outgoing.transaction;
	const struct smtp_answer *a;
	enum smtp_fate fate = smtp_transaction_fate(t, i, &a);
	struct relay_outcome o = relay_outcome(fate, a, t->accepted);
	struct error e;

	if (o.message)
		answer(r, job, job->index[i], o.result,
		    a != NULL ? a->text : r->broken);
	if (o.relay) {
		error_set(&e, ERROR_LATER, "%s: %s", r->server.host, a->text);
		relay_failed(r, &e);
		r->ending = true;
	}
	return o.message;
}

void
relay_delivered(void *arg, struct smtp_outgoing *o)
{
	struct relay *r = arg;
	struct relay_job *job = o->owner;
	bool all = true;

	if (try_as_account(r, job)) {
		relay_jobs_append(&r->again, job);
		return;
	}
	for (unsigned i = 0; i < o->transaction.n_recipients; i++)
		all = report(r, job, i) && all;
	if (!all && job->unreadable)
		answer_all(r, job, HANDOVER_HELD, r->broken);
	else if (!all && job->blamed)
		answer_all(r, job, HANDOVER_BROKEN, r->broken);
	else if (!all && r->restarting) {
		relay_jobs_append(&r->again, job);
		return;
	}
	finish(r, job);
}

/* Whether the connection was gone before there was something to send. */
static bool
was_stale(const struct relay *r)
{
	return r->took && !r->late && smtp_transfer_is_silent(r->transfer);
}

/* Whether a connection that broke, after it was of use, is worth another. */
static bool
is_worth_another(const struct relay *r, const struct error *e)
{
	if (e->code != ERROR_LATER && e->code != ERROR_PROTOCOL)
		return false;
	if (smtp_transfer_is_closing(r->transfer))
		return was_stale(r);
	return r->took && !r->late;
}

/* The message at which the connection broke may break the next one as well:
 * it waits, and is not in front of the others. */
static void
blame(struct relay *r)
{
	struct smtp_outgoing *first = smtp_transfer_first(r->transfer);
	struct relay_job *job;

	if (first == NULL || first->transaction.sent == 0 || was_stale(r))
		return;
	job = first->owner;
	job->blamed = true;
}

/* Whether a new session may do what this one cannot. */
static bool
can_restart(struct relay *r, const struct error *e)
{
	struct smtp_outgoing *current = smtp_transfer_current(r->transfer);
	struct relay_job *job;

	if (e->code == ERROR_PROTOCOL &&
	    smtp_transfer_is_chunking(r->transfer)) {
		r->chunking = false;
		r->failed.no_chunking = true;
		return !r->ending;
	}
	if (e->code != ERROR_SYSTEM || current == NULL) {
		blame(r);
		return !r->ending && is_worth_another(r, e);
	}
	job = current->owner;
	job->unreadable = true;
	return !r->ending;
}

bool
relay_broken(struct relay *r, struct error *e)
{
	bool idle = smtp_transfer_is_idle(r->transfer) &&
	    r->waiting.first == NULL && r->again.first == NULL;
	bool restart = can_restart(r, e) && !idle;

	error_prefix(e, "%s", r->server.host);
	snprintf(r->broken, sizeof(r->broken), "%s", e->text);
	r->restarting = restart;
	smtp_transfer_end(r->transfer);
	r->restarting = false;
	smtp_transfer_free(&r->transfer);
	smtp_abandon(&r->session);
	relay_jobs_prepend(&r->waiting, &r->again);
	if (!restart)
		set_failed(r, idle ? HANDOVER_CLOSED : relay_failure(e->code),
		    e->text);
	return restart;
}

void
relay_close(struct relay *r)
{
	struct relay_job *job;

	r->report.broken = true;
	if (r->transfer != NULL) {
		bool idle = smtp_transfer_is_idle(r->transfer);

		smtp_transfer_end(r->transfer);
		smtp_transfer_free(&r->transfer);
		if (!idle)
			smtp_abandon(&r->session);
	}
	relay_jobs_prepend(&r->waiting, &r->again);
	while ((job = relay_jobs_take(&r->waiting)) != NULL)
		relay_job_free(&job);
}
