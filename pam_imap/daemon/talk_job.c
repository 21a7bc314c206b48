/* SPDX-License-Identifier: ISC */
/* What a conversation has done by a process of its own: disk and hashes. */
#include "config.h"

#include <time.h>

#include "pam_imap/daemon/job.h"
#include "pam_imap/daemon/report.h"
#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/talk.h"
#include "sys/io.h"

/* Of what a module waits beyond a login, left for the way back. */
#define MARGIN_MS (LIMIT_LOGIN_MARGIN_MS / 5 * 4)

/* What is asked of the stored passwords; the process ends with its copy. */
static struct offline_entry
entry_of(const struct talk *t)
{
	struct offline_entry entry;

	request_fill_entry(&t->request, &entry);
	return entry;
}

static enum error_code
verify(const void *arg, struct error *e)
{
	const struct talk *t = arg;
	const struct offline_entry entry = entry_of(t);

	return offline_verify(t->serve->config.offline, &entry, time(NULL),
	    t->request.login->offline, e);
}

static enum error_code
write_registry(const void *arg, struct error *e)
{
	const struct talk *t = arg;

	return request_register(&t->serve->config.host, &t->request, e);
}

static enum error_code
store(const void *arg, struct error *e)
{
	const struct talk *t = arg;
	const struct offline_entry entry = entry_of(t);

	return offline_store(t->serve->config.offline, &entry, time(NULL), e);
}

static enum error_code
drop_refused(const void *arg, struct error *e)
{
	const struct talk *t = arg;
	const struct offline_entry entry = entry_of(t);

	return offline_drop_refused(t->serve->config.offline, &entry, e);
}

/* The password was looked at here, and not by the server. */
static void
verified(struct talk *t, const struct error *e)
{
	struct guard *guard = t->serve->config.guard;
	struct guard_try try = talk_try(t);

	if (guard != NULL && (e->code == ERROR_NONE || e->code == ERROR_DENIED))
		guard_note(guard, &try, &t->request.asked.password,
		    e->code == ERROR_NONE ? VERDICT_SUCCESS : VERDICT_REFUSED,
		    false, deadline_now());
	request_verified(&t->request, e);
	talk_reply(t);
}

static void
registered(struct talk *t, const struct error *e)
{
	request_registered(&t->request, e);
	talk_reply(t);
}

static void
stored(struct talk *t, const struct error *e)
{
	if (e->code != ERROR_NONE && talk_may_log(t))
		report_offline(t->request.subject.address,
		    "the password is not stored", e->text);
	talk_end(t);
}

static void
dropped(struct talk *t, const struct error *e)
{
	if (e->code != ERROR_NONE && talk_may_log(t))
		report_offline(t->request.subject.address,
		    "the stored password may be one that was refused", e->text);
	talk_end(t);
}

static const struct {
	job_fn *run;
	void (*done)(struct talk *t, const struct error *e);
} jobs[] = {
    [TALK_VERIFYING] = {verify, verified},
    [TALK_REGISTERING] = {write_registry, registered},
    [TALK_STORING] = {store, stored},
    [TALK_DROPPING] = {drop_refused, dropped},
};

void
talk_start_job(struct talk *t, enum talk_state state)
{
	struct error e;

	t->state = state;
	t->until = t->fd >= 0 ? deadline_later(t->login, MARGIN_MS)
			      : deadline_in(1000 * JOB_S);
	t->job = job_start(jobs[state].run, t, &e);
	if (t->job < 0)
		jobs[state].done(t, &e);
}

void
talk_hear_job(struct talk *t, const struct error *late)
{
	struct error e;

	if (late == NULL) {
		job_result(&t->job, &e);
		late = &e;
	}
	io_close(&t->job);
	jobs[t->state].done(t, late);
}
