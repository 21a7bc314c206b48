/* SPDX-License-Identifier: ISC */
/* The end of a conversation: what a verdict entails, and the reply. */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>

#include "pam_imap/daemon/job.h"
#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/talk.h"

/* A reply fits any socket's buffer; nobody waits long to take it. */
#define SEND_MS 5000
/* Of what a module waits beyond a login, left for the way back. */
#define MARGIN_MS (LIMIT_LOGIN_MARGIN_MS / 5 * 4)

/* A job_fn. */
static enum error_code
write_registry(const void *arg, struct error *e)
{
	const struct talk *t = arg;

	return request_register(&t->serve->config.host, &t->request, e);
}

static void
start_registering(struct talk *t)
{
	struct error e;

	t->job = job_start(write_registry, t, &e);
	if (t->job < 0) {
		request_fail(&t->request, &e);
		talk_reply(t);
		return;
	}
	t->state = TALK_REGISTERING;
	t->until = deadline_later(t->login, MARGIN_MS);
}

void
talk_conclude(struct talk *t)
{
	inquiry_close(&t->inquiry);
	if (request_must_register(&t->request))
		start_registering(t);
	else
		talk_reply(t);
}

void
talk_hear_job(struct talk *t)
{
	struct error e;

	job_result(&t->job, &e);
	request_registered(&t->request, &e);
	talk_reply(t);
}

void
talk_reply(struct talk *t)
{
	inquiry_close(&t->inquiry);
	request_report(&t->request);
	t->state = TALK_REPLYING;
	t->until = deadline_in(SEND_MS);
	if (protocol_put_reply(&t->out, &t->request.reply))
		talk_send(t);
	else
		talk_end(t);
}

void
talk_send(struct talk *t)
{
	ssize_t n =
	    send(t->fd, t->out.p, t->out.n, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n >= 0)
		buf_consume(&t->out, (size_t)n);
	if (n < 0 || t->out.n == 0)
		talk_end(t);
}
