/* SPDX-License-Identifier: ISC */
/* The relay's loop: the runner on one side, the server on the other. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

#include "flow/relay.h"
#include "flow/relay_private.h"
#include "net/confine.h"
#include "sys/io.h"

/* How long the runner may take over a frame it has begun. */
#define RUNNER_MS 60000
/* What Received, From and Reply-To add to a message, for the window. */
#define GROWTH 2048

static const int families[HANDOVER_FAMILIES] = {
    [HANDOVER_FAMILY_ANY] = AF_UNSPEC,
    [HANDOVER_FAMILY_IPV4] = AF_INET,
    [HANDOVER_FAMILY_IPV6] = AF_INET6,
};

/* A smtp_trace_fn. */
static void
trace(void *arg, const char *text)
{
	struct relay *r = arg;

	relay_report_trace(&r->report, text);
}

/* Reads the settings, which come first. */
static enum error_code
recv_settings(struct relay *r, struct error *e)
{
	struct frame f;
	enum error_code code =
	    frame_recv(r->runner, &r->in, deadline_in(RUNNER_MS), &f, e);

	if (code == ERROR_NONE)
		code = handover_get_relay(&f, &r->settings, e);
	buf_clear(&r->in);
	return code;
}

/* Sandbox, TLS context and policy. */
static enum error_code
prepare(struct relay *r, struct error *e)
{
	const char *ca =
	    r->settings.ca_file[0] != '\0' ? r->settings.ca_file : NULL;
	enum error_code code;

	r->chunking = r->settings.chunking;
	if (r->settings.helo[0] == '\0')
		snprintf(
		    r->settings.helo, sizeof(r->settings.helo), "localhost");
	rewrite_policy_set(&r->policy, r->settings.user, r->settings.senders,
	    r->settings.helo);
	if (!endpoint_parse(view_of(r->settings.url), &r->server) ||
	    r->server.protocol != ENDPOINT_SMTP)
		return error_set(e, ERROR_SETTINGS,
		    "%s is no submission server", r->settings.url);
	if (!connect_from_set(
		&r->from, families[r->settings.family], r->settings.source))
		return error_set(e, ERROR_SETTINGS,
		    "%s is no address of the family to use",
		    r->settings.source);
	code = confine_network(ca, e);
	if (code == ERROR_NOTFOUND) {
		if (r->settings.trace)
			trace(r, e->text);
		code = ERROR_NONE;
	}
	if (code == ERROR_NONE)
		code = tls_new(ca, &r->tls, e);
	if (code == ERROR_NONE)
		tls_set_pins(r->tls, r->settings.pins);
	return code;
}

/* A smtp_more_fn: starts the next message when the window allows it. */
static void
start_next(void *arg)
{
	struct relay *r = arg;

	relay_jobs_prepend(&r->waiting, &r->again);
	while (!r->ending && !deadline_passed(r->retire) &&
	    r->waiting.first != NULL &&
	    smtp_transfer_check(
		r->transfer, r->waiting.first->message.size + GROWTH))
		relay_start(r, relay_jobs_take(&r->waiting));
}

static enum error_code
open_session(struct relay *r, struct error *e)
{
	struct smtp_settings settings = {
	    .server = &r->server,
	    .tls = r->tls,
	    .from = &r->from,
	    .helo = r->settings.helo,
	    .user = r->settings.user,
	    .secret = &r->settings.secret,
	    .token = r->settings.token,
	    .mechanisms = r->settings.mechanisms,
	    .timeout_ms = (int64_t)r->settings.timeout_ms,
	    .trace = r->settings.trace ? trace : NULL,
	    .trace_arg = r,
	};
	enum error_code code = smtp_open(&settings, &r->session, e);

	if (code == ERROR_NONE)
		code = smtp_transfer_new(r->session, r->chunking,
		    relay_delivered, start_next, r, &r->transfer, e);
	r->took = r->late = false;
	r->warm = deadline_in(LIMIT_RELAY_WARM_MS);
	r->retire = deadline_in(LIMIT_RELAY_SESSION_MS);
	return code;
}

/* Takes a message, or learns that the runner is gone. */
static enum error_code
take_message(struct relay *r, struct error *e)
{
	struct relay_job *job;
	struct frame f;
	int fd;
	enum error_code code = frame_recv_fd(
	    r->runner, &r->in, deadline_in(RUNNER_MS), &f, &fd, e);

	if (code != ERROR_NONE)
		return code;
	code = relay_job_new(&f, fd, &job, e);
	if (code == ERROR_NONE)
		relay_jobs_append(&r->waiting, job);
	return code;
}

/* Takes the messages that are there, as many as may wait. */
static enum error_code
take_messages(struct relay *r, struct error *e)
{
	enum error_code code;

	do
		code = take_message(r, e);
	while (code == ERROR_NONE && r->waiting.n < WAITING_MAX &&
	    io_wait(r->runner, POLLIN, deadline_in(0)) > 0);
	return code;
}

/* Waits for the runner or the server; *ready_out has the runner's events. */
static enum error_code
wait_for_both(struct relay *r, short *ready_out, struct error *e)
{
	bool idle = smtp_transfer_is_idle(r->transfer);
	struct deadline d =
	    idle ? r->warm : smtp_transfer_deadline(r->transfer);
	struct pollfd p[2] = {
	    {.fd = r->runner},
	    {.fd = stream_fd(smtp_stream(r->session))},
	};
	int n;

	if (!r->ending && r->waiting.n < WAITING_MAX)
		p[0].events |= POLLIN;
	if (relay_report_is_pending(&r->report))
		p[0].events |= POLLOUT;
	p[1].events = stream_events(smtp_stream(r->session));
	do
		n = poll(p, 2, deadline_left(d));
	while (n < 0 && errno == EINTR);
	*ready_out = p[0].revents;
	if (n < 0)
		return error_set_errno(e, ERROR_SYSTEM, "poll");
	r->late = n == 0 && !idle;
	if (r->late)
		return error_set(
		    e, ERROR_LATER, "the server does not answer in time");
	return ERROR_NONE;
}

/* What the runner's socket has. */
static enum error_code
serve_runner(struct relay *r, short ready, struct error *e)
{
	if ((ready & POLLOUT) != 0)
		relay_report_send(&r->report);
	if ((ready & POLLIN) != 0 && !r->ending)
		return take_messages(r, e);
	if ((ready & (POLLHUP | POLLERR)) != 0 || r->report.broken)
		return error_set(e, ERROR_NOTFOUND, "the runner is gone");
	return ERROR_NONE;
}

/* Goes on by a new session where that may help. */
static bool
mend(struct relay *r, struct error *e)
{
	if (!relay_broken(r, e))
		return false;
	if (open_session(r, e) == ERROR_NONE)
		return true;
	relay_failed(r, e);
	return false;
}

/* Whether nothing is on its way and nothing more will come. */
static bool
is_over(struct relay *r)
{
	bool over;

	if (!smtp_transfer_is_idle(r->transfer))
		return false;
	over = deadline_passed(r->warm) || deadline_passed(r->retire);
	if (!r->ending && over)
		relay_idle(r);
	return r->ending || over;
}

/*
 * One round.  A failure is the runner's; when the server is done with,
 * *over_out is set.
 */
static enum error_code
do_round(struct relay *r, bool *over_out, struct error *e)
{
	struct error broken;
	short ready = 0;
	enum error_code code;

	error_clear(&broken);
	code = smtp_transfer_work(r->transfer, &broken);
	if (code == ERROR_NONE && is_over(r)) {
		*over_out = true;
		return ERROR_NONE;
	}
	if (code == ERROR_NONE)
		code = wait_for_both(r, &ready, &broken);
	if (code == ERROR_NONE)
		return serve_runner(r, ready, e);
	*over_out = !mend(r, &broken);
	return ERROR_NONE;
}

static enum error_code
run(struct relay *r, struct error *e)
{
	struct error failed;
	enum error_code code;
	bool over = false;

	error_clear(&failed);
	code = recv_settings(r, e);
	if (code != ERROR_NONE)
		return code;
	if (prepare(r, &failed) != ERROR_NONE ||
	    open_session(r, &failed) != ERROR_NONE) {
		relay_failed(r, &failed);
		over = true;
	} else {
		relay_report_ready(&r->report, smtp_describe(r->session));
		over = r->settings.once;
	}
	while (code == ERROR_NONE && !over)
		code = do_round(r, &over, e);
	if (code == ERROR_NONE && r->failed.failure != HANDOVER_FAILURES)
		relay_report_failed(&r->report, &r->failed);
	return code;
}

enum error_code
relay_run(int runner, struct error *e)
{
	static struct relay r;
	enum error_code code;

	r = (struct relay){
	    .runner = runner,
	    .failed.failure = HANDOVER_FAILURES,
	};
	buf_init_wiping(&r.in, HANDOVER_PAYLOAD + FRAME_HEAD);
	relay_report_init(&r.report, runner);
	code = run(&r, e);
	relay_close(&r);
	smtp_close(&r.session);
	tls_free(&r.tls);
	secret_clear(&r.settings.secret);
	relay_report_clear(&r.report);
	buf_clear(&r.in);
	return code;
}
