/* SPDX-License-Identifier: ISC */
/*
 * imap-check: asks a mail server about one password.  It runs as a user of its
 * own, in a sandbox, answers one request on its standard input and output
 * (flow/attempt.h is the contract), keeps nothing and logs nothing.
 */
#include "config.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/names.h"
#include "flow/login.h"
#include "net/confine.h"
#include "pam_imap/check/leash.h"
#include "sys/drop.h"
#include "sys/io.h"

/* The one request. */
struct check {
	struct attempt_server server;
	struct attempt_credentials credentials;
	bool has_credentials;
	struct buf in;
	struct buf out;
	int64_t started;
};

static bool
answer(struct check *c, const struct attempt_verdict *v)
{
	struct error e;

	return attempt_put_verdict(&c->out, v) &&
	    frame_send(STDOUT_FILENO, &c->out, deadline_in(LIMIT_LOGIN_MS),
		&e) == ERROR_NONE;
}

static bool
answer_error(struct check *c, const struct error *e)
{
	struct attempt_verdict v = {.verdict = login_verdict_of(e->code)};

	view_copy(view_before(view_of(e->text), sizeof(v.log) - 1), v.log,
	    sizeof(v.log));
	return answer(c, &v);
}

/* A trace_fn: sends the line with its time. */
static void
send_trace(void *arg, const char *text)
{
	struct check *c = arg;
	struct attempt_trace t;
	struct error e;

	t.at_us = (uint64_t)((deadline_now() - c->started) / 1000);
	view_copy(view_before(view_of(text), sizeof(t.text) - 1), t.text,
	    sizeof(t.text));
	if (attempt_put_trace(&c->out, &t))
		frame_send(
		    STDOUT_FILENO, &c->out, deadline_in(LIMIT_LOGIN_MS), &e);
}

/* Gives up what this program does not need before it reads a byte. */
static enum error_code
drop(struct error *e)
{
	enum error_code code = ERROR_NONE;

	if (geteuid() == 0 || getuid() == 0)
		code = drop_to_user(NAMES_CHECK_USER, e);
	if (code == ERROR_NONE && !drop_harden())
		code = error_set_errno(e, ERROR_SYSTEM, "hardening");
	return code;
}

static enum error_code
recv_server(struct check *c, struct error *e)
{
	struct frame f;
	enum error_code code = frame_recv(
	    STDIN_FILENO, &c->in, deadline_in(LIMIT_LOGIN_MS), &f, e);

	if (code == ERROR_NONE)
		code = attempt_get_server(&f, &c->server, e);
	return code;
}

static enum error_code
recv_credentials(struct check *c, struct error *e)
{
	struct frame f;
	enum error_code code;

	leash_bound(LIMIT_CREDENTIALS_MS);
	code = frame_recv(
	    STDIN_FILENO, &c->in, deadline_in(LIMIT_CREDENTIALS_MS), &f, e);
	if (code == ERROR_NONE)
		code = attempt_get_credentials(&f, &c->credentials, e);
	buf_clear(&c->in);
	c->has_credentials = code == ERROR_NONE;
	return code;
}

static bool
input_is_there(void)
{
	return io_wait(STDIN_FILENO, POLLIN, deadline_in(0)) == 1;
}

/* What the request gives everything together. */
static uint64_t
time_of(const struct check *c)
{
	uint64_t ms = c->server.timeout_ms;

	return ms > 0 && ms < LIMIT_CREDENTIALS_MS ? ms : LIMIT_CREDENTIALS_MS;
}

/* Whoever asked may go away meanwhile, and nobody of our user is there to end
 * us. */
static void
begin(struct check *c, struct login *l)
{
	leash_bound(time_of(c));
	leash_hold();
	login_begin(l);
	leash_release();
}

static enum error_code
reach(struct check *c, struct login *l)
{
	struct attempt_verdict v;

	begin(c, l);
	login_judge_server(l, &v);
	return answer(c, &v) ? ERROR_NONE : ERROR_SYSTEM;
}

/*
 * Connects while the password is typed; one that is there already and cannot
 * be sent is refused before there is any connection.
 */
static enum error_code
run(struct check *c, struct login *l, struct error *e)
{
	struct attempt_verdict v;
	enum error_code code = ERROR_NONE;

	if (c->server.reach_only)
		return reach(c, l);
	if (input_is_there())
		code = recv_credentials(c, e);
	if (code == ERROR_NONE &&
	    (!c->has_credentials ||
		secret_check_password(&c->credentials.password)))
		begin(c, l);
	if (code == ERROR_NONE && !c->has_credentials)
		code = recv_credentials(c, e);
	if (code != ERROR_NONE)
		return code;
	leash_bound(time_of(c));
	leash_hold();
	login_finish(l, &c->credentials, &v);
	leash_release();
	secret_clear(&c->credentials.password);
	return answer(c, &v) ? ERROR_NONE : ERROR_SYSTEM;
}

/* Does what the request says, inside the sandbox. */
static enum error_code
serve(struct check *c, struct error *e)
{
	struct login *l = NULL;
	const char *ca =
	    c->server.ca_file[0] != '\0' ? c->server.ca_file : NULL;
	enum error_code code = confine_network(ca, e);

	if (code == ERROR_NOTFOUND)
		code = ERROR_NONE;
	if (code == ERROR_NONE)
		code = login_new(
		    &c->server, c->server.trace ? send_trace : NULL, c, &l, e);
	if (code == ERROR_NONE)
		code = run(c, l, e);
	login_free(&l);
	return code;
}

/* The verdict on a failure, not before the conversation has come to it. */
static void
fail(struct check *c, const struct error *why)
{
	struct error e;

	if (c->server.n_urls > 0 && !c->has_credentials &&
	    !c->server.reach_only)
		recv_credentials(c, &e);
	answer_error(c, why);
}

int
main(void)
{
	struct check c = {.started = deadline_now()};
	struct error e;
	enum error_code code;

	error_clear(&e);
	leash_bound(LIMIT_LOGIN_MS);
	buf_init_wiping(&c.in, LIMIT_FRAME);
	buf_init(&c.out, LIMIT_FRAME);
	code = io_open_standard_fds() ? drop(&e) : ERROR_SYSTEM;
	if (code == ERROR_NONE)
		code = recv_server(&c, &e);
	if (code == ERROR_NONE)
		code = serve(&c, &e);
	/* ERROR_NOTFOUND: whoever asked has gone away. */
	if (code != ERROR_NONE && code != ERROR_NOTFOUND)
		fail(&c, &e);
	secret_clear(&c.credentials.password);
	buf_clear(&c.in);
	buf_clear(&c.out);
	return code == ERROR_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
