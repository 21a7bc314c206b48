/* SPDX-License-Identifier: ISC */
/*
 * sendmail: what every program on the host calls to send mail.  It runs with
 * the caller's rights and holds none of its own; nothing it inherits is
 * trusted, so that a message means the same whoever starts it from wherever.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/names.h"
#include "queue/submit.h"
#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/mailq/flush.h"
#include "sendmail-shim/mailq/follow.h"
#include "sendmail-shim/mailq/mailq.h"
#include "sendmail-shim/mailq/rouse.h"
#include "sendmail-shim/sendmail/alias_tool.h"
#include "sendmail-shim/sendmail/dialogue_serve.h"
#include "sendmail-shim/sendmail/identity.h"
#include "sendmail-shim/sendmail/options.h"
#include "sendmail-shim/sendmail/send.h"
#include "sendmail-shim/sendmail/sender_tool.h"
#include "sys/io.h"

/* With -v at a terminal, a person waits this long for what becomes of it. */
#define FOLLOW_SECONDS 10

/* False when the kernel refuses. */
static bool
start_clean(void)
{
	struct sigaction ignored = {.sa_handler = SIG_IGN};
	struct sigaction plain = {.sa_handler = SIG_DFL};

	umask(077);
	return io_open_standard_fds() && clearenv() == 0 &&
	    sigaction(SIGPIPE, &ignored, NULL) == 0 &&
	    sigaction(SIGCHLD, &plain, NULL) == 0;
}

/* One line on standard error; the status. */
static int
fail(const char *program, int status, const struct error *e)
{
	fprintf(stderr, "%s: %s\n", program, e->text);
	return status;
}

/* Where nobody sends, somebody is started, or a person told. */
static void
see_to_runner(const char *program)
{
	if (rouse_runner(NAMES_QUEUE_SOCKET, NAMES_QUEUE_PROGRAM) ==
		ROUSE_ABSENT &&
	    isatty(STDERR_FILENO))
		fprintf(stderr,
		    "%s: the message is accepted and waits until postern-queue "
		    "runs\n",
		    program);
}

static void
note_left_long(const char *program, size_t n)
{
	fprintf(stderr,
	    "%s: lines of more than %d bytes, left since they are signed or "
	    "encrypted: %zu (the relay may refuse them)\n",
	    program, LIMIT_TEXT_LINE, n);
}

/* The message, and to a person at a terminal what becomes of it. */
static int
submit(const char *program, struct send *s)
{
	size_t left_long = 0;
	bool verbose = s->options->verbose && isatty(STDERR_FILENO);
	struct control_state state;
	char id[SPOOL_NAME + 1];
	struct error e;
	int watch = verbose ? ask_watch(NAMES_QUEUE_SOCKET, &state, &e) : -1;
	int status;

	s->left_long_out = &left_long;
	status = send_run(s, id, &e);
	if (status != EX_OK) {
		io_close(&watch);
		return fail(program, status, &e);
	}
	if (verbose)
		fprintf(stderr, "%s: queued as %s\n", program, id);
	if (verbose && left_long > 0)
		note_left_long(program, left_long);
	see_to_runner(program);
	if (watch >= 0)
		follow(watch, &state, id, FOLLOW_SECONDS, stderr);
	io_close(&watch);
	return EX_OK;
}

static int
send_mail(const char *program, const struct options *o)
{
	struct identity identity;
	struct send s = {.options = o,
	    .identity = &identity,
	    .put = NAMES_PUT_PROGRAM,
	    .in = STDIN_FILENO};
	struct error e;
	enum error_code code = identity_load(o->config, &identity, &e);

	if (code != ERROR_NONE)
		return fail(program, submit_status(code), &e);
	return submit(program, &s);
}

/* A message of a dialogue is taken: nothing is said but what SMTP says. */
static void
rouse(void *arg)
{
	(void)arg;
	rouse_runner(NAMES_QUEUE_SOCKET, NAMES_QUEUE_PROGRAM);
}

static int
speak_smtp(const char *program, const struct options *o)
{
	struct identity identity;
	struct dialogue_serve s = {.options = o,
	    .identity = &identity,
	    .put = NAMES_PUT_PROGRAM,
	    .in = STDIN_FILENO,
	    .out = STDOUT_FILENO,
	    .taken = rouse};
	struct error e;
	enum error_code code = identity_load(o->config, &identity, &e);

	if (code != ERROR_NONE)
		return fail(program, submit_status(code), &e);
	return dialogue_serve_run(&s);
}

/* What names stand for, and whom a message to them is from. */
static int
verify(const struct alias_tool *tool, const struct options *o)
{
	int status = alias_tool_verify(tool, o->operands, o->n_operands);
	int from = sender_tool_verify(tool->program, o);

	return status != EX_OK ? status : from;
}

static int
run(const char *program, const struct options *o, bool json)
{
	const struct alias_tool tool = {
	    .program = program,
	    .aliases = NAMES_ALIASES,
	    .settings = o->config != NULL ? o->config : NAMES_SETTINGS,
	    .accounts = NAMES_ACCOUNTS,
	};

	switch (o->mode) {
	case OPTIONS_QUEUE:
		return mailq_list("mailq", &o->queue, json);
	case OPTIONS_ALIASES:
		return alias_tool_check(&tool);
	case OPTIONS_VERIFY:
		return verify(&tool, o);
	case OPTIONS_SMTP:
		return speak_smtp(program, o);
	default:
		return o->run_queue && o->n_operands == 0 && !o->from_headers
		    ? flush_queue(program, &o->queue, o->verbose)
		    : send_mail(program, o);
	}
}

int
main(int argc, char **argv)
{
	const char *program = options_program(argc > 0 ? argv[0] : NULL);
	bool json =
	    strcmp(program, "mailq") == 0 && mailq_take_json(&argc, argv);
	struct options options;
	struct error e;

	if (!start_clean())
		return EX_OSERR;
	switch (options_parse(argc, argv, &options, &e)) {
	case ERROR_NONE:
		return run(program, &options, json);
	case ERROR_REFUSED:
		return fail(program, EX_USAGE, &e);
	default:
		return fail(program, submit_status(e.code), &e);
	}
}
