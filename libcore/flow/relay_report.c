/* SPDX-License-Identifier: ISC */
/* The queue of frames to the runner. */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>

#include "flow/relay_report.h"
#include "sys/deadline.h"
#include "sys/io.h"

/* More than this is not left unsent: the runner is waited for. */
#define PENDING_MAX (1024UL * 1024)
#define WAIT_MS 60000

void
relay_report_init(struct relay_report *r, int fd)
{
	*r = (struct relay_report){.fd = fd, .started = deadline_now()};
	buf_init(&r->frame, LIMIT_FRAME);
	buf_init(&r->out, 2 * PENDING_MAX);
}

void
relay_report_clear(struct relay_report *r)
{
	buf_clear(&r->frame);
	buf_clear(&r->out);
}

bool
relay_report_is_pending(const struct relay_report *r)
{
	return r->out.n > 0 && !r->broken;
}

void
relay_report_send(struct relay_report *r)
{
	size_t sent = 0;

	while (sent < r->out.n && !r->broken) {
		ssize_t n = send(r->fd, r->out.p + sent, r->out.n - sent,
		    MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n >= 0) {
			sent += (size_t)n;
			continue;
		}
		if (errno == EAGAIN)
			break;
		r->broken = errno != EINTR;
	}
	buf_consume(&r->out, sent);
}

/* Sends everything, waiting for the runner. */
static void
flush(struct relay_report *r)
{
	if (!r->broken &&
	    !io_write_all(r->fd, buf_view(&r->out), deadline_in(WAIT_MS)))
		r->broken = true;
	buf_reset(&r->out);
}

/* Queues what is in r->frame. */
static void
queue(struct relay_report *r)
{
	buf_add(&r->out, buf_view(&r->frame));
	if (r->frame.failed || r->out.failed)
		r->broken = true;
	if (r->out.n > PENDING_MAX)
		flush(r);
	else
		relay_report_send(r);
}

void
relay_report_ready(struct relay_report *r, const char *text)
{
	handover_put_ready(&r->frame, text);
	queue(r);
}

void
relay_report_outcome(struct relay_report *r, const struct handover_outcome *o)
{
	handover_put_outcome(&r->frame, o);
	queue(r);
}

void
relay_report_done(struct relay_report *r, uint64_t id)
{
	handover_put_done(&r->frame, id);
	queue(r);
}

void
relay_report_trace(struct relay_report *r, const char *text)
{
	uint64_t us = (uint64_t)(deadline_now() - r->started) / 1000;

	handover_put_trace(&r->frame, us, text);
	queue(r);
}

void
relay_report_failed(struct relay_report *r, const struct handover_failed *f)
{
	handover_put_failed(&r->frame, f);
	queue(r);
	flush(r);
}
