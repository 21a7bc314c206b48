/* SPDX-License-Identifier: ISC */
/* The end of a conversation: what a verdict entails, and the reply. */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/talk.h"
#include "sys/io.h"

/* A reply fits any socket's buffer; nobody waits long to take it. */
#define SEND_MS 5000

/* What stored passwords are told, once the reply is out. */
static void
choose_after(struct talk *t)
{
	const struct request *r = &t->request;

	t->after = TALK_GONE;
	if (r->login->offline == 0)
		return;
	if (r->reply.verdict == VERDICT_SUCCESS)
		t->after = TALK_STORING;
	else if (r->reply.verdict == VERDICT_REFUSED)
		t->after = TALK_DROPPING;
}

/* A domain that keeps none (any longer) has none: not one, either, that would
 * count again, refused or not, when it keeps some again. */
static void
forget_stored(struct talk *t)
{
	enum verdict verdict = t->request.reply.verdict;

	if (t->request.login->offline == 0 &&
	    (verdict == VERDICT_SUCCESS || verdict == VERDICT_REFUSED))
		offline_remove(
		    t->serve->config.offline, t->request.subject.address, NULL);
}

void
talk_conclude(struct talk *t)
{
	struct guard *guard = t->serve->config.guard;
	struct guard_try try = talk_try(t);

	inquiry_close(&t->inquiry);
	if (guard != NULL)
		guard_note(guard, &try, &t->request.asked.password,
		    t->request.reply.verdict, true, deadline_now());
	forget_stored(t);
	choose_after(t);
	if (request_may_verify(&t->request))
		talk_start_job(t, TALK_VERIFYING);
	else if (request_must_register(&t->request))
		talk_start_job(t, TALK_REGISTERING);
	else
		talk_reply(t);
}

void
talk_reply(struct talk *t)
{
	t->owes = false;
	inquiry_close(&t->inquiry);
	if (request_has_report(&t->request) && talk_may_log(t))
		request_report(&t->request);
	t->state = TALK_REPLYING;
	t->until = deadline_in(SEND_MS);
	if (protocol_put_reply(&t->out, &t->request.reply))
		talk_send(t);
	else
		talk_end(t);
}

/*
 * Whoever started us for one request waits for our end, and not for what
 * comes behind the reply: a process of its own does it, if there can be one.
 * False in the one that has nothing left to do.
 */
static bool
detach(struct serve *s)
{
	s->detached = s->config.once && fork() > 0;
	return !s->detached;
}

/* The reply is out. */
static void
finish(struct talk *t)
{
	enum talk_state after = t->after;

	if (after == TALK_STORING &&
	    t->request.reply.verdict != VERDICT_SUCCESS)
		after = TALK_GONE; /* it could not be registered */
	if (after == TALK_GONE || !detach(t->serve)) {
		talk_end(t);
		return;
	}
	io_close(&t->fd);
	talk_start_job(t, after);
}

void
talk_send(struct talk *t)
{
	ssize_t n =
	    send(t->fd, t->out.p, t->out.n, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		talk_end(t);
		return;
	}
	buf_consume(&t->out, (size_t)n);
	if (t->out.n == 0)
		finish(t);
}
