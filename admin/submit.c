/* SPDX-License-Identifier: ISC */
/* The conversation with relay-send when there is nothing to send. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "admin/submit.h"
#include "flow/relay_terms.h"
#include "sys/io.h"
#include "sys/spawn.h"

/* Greeting, EHLO and AUTH; RFC 5321 allows minutes, a person does not. */
#define REACH_MS 20000
#define GRACE_MS 5000

/* The sentence of each failure, in the order of enum handover_failure. */
static const char *const cures[HANDOVER_FAILURES] = {
    [HANDOVER_UNREACHABLE] = "check the server's name and port, the network "
			     "and a firewall",
    [HANDOVER_UNTRUSTED] = "check the server's name, its certificate, ca-file "
			   "and this host's clock",
    [HANDOVER_AUTH] =
	"check user, the password (or token) and mechanisms; some "
	"providers want an application password",
    [HANDOVER_SETTINGS] = "mend what it names",
    [HANDOVER_CLOSED] = "try again",
};

static enum error_code
fill(const struct conf *conf, const struct conf_relay *relay, const char *url,
    const struct secret *secret, struct handover_relay *out, struct error *e)
{
	char host[LIMIT_HOST + 1];
	struct error ignored;
	enum error_code code;

	if (conf_mail_domain(conf, host, sizeof(host), &ignored) != ERROR_NONE)
		snprintf(host, sizeof(host), "localhost");
	code = relay_terms_fill(relay, url, host, out, e);
	if (code == ERROR_NONE &&
	    !secret_set(&out->secret, secret_view(secret)))
		code = error_set(e, ERROR_LIMIT, "the secret is too long");
	out->once = true;
	return code;
}

static enum error_code
tell(int fd, const struct handover_relay *relay, struct deadline d,
    struct error *e)
{
	enum error_code code;
	struct buf b;

	buf_init_wiping(&b, HANDOVER_PAYLOAD + FRAME_HEAD);
	code = handover_put_relay(&b, relay)
	    ? frame_send(fd, &b, d, e)
	    : error_set(e, ERROR_LIMIT, "the settings are too long");
	buf_clear(&b);
	return code;
}

/* What a frame means here; ERROR_EXISTS for one that does not decide. */
static enum error_code
take(const struct frame *f, char *said, size_t size, struct error *e)
{
	struct handover_failed failed;
	enum error_code code;

	if (f->type == HANDOVER_READY)
		return handover_get_ready(f, said, size, e);
	if (f->type != HANDOVER_RELAY_FAILED)
		return ERROR_EXISTS;
	code = handover_get_failed(f, &failed, e);
	if (code != ERROR_NONE)
		return code;
	return error_set(e,
	    failed.failure == HANDOVER_UNREACHABLE ? ERROR_LATER
						   : ERROR_REFUSED,
	    "%s (%s)", failed.reason,
	    cures[failed.failure < HANDOVER_FAILURES ? failed.failure
						     : HANDOVER_SETTINGS]);
}

static enum error_code
listen_to(int fd, struct deadline d, char *said, size_t size, struct error *e)
{
	enum error_code code;
	struct frame f;
	struct buf b;

	buf_init(&b, HANDOVER_PAYLOAD + FRAME_HEAD);
	do {
		code = frame_recv(fd, &b, d, &f, e);
		if (code == ERROR_LATER)
			error_set(e, code, "no answer within %d s (%s)",
			    REACH_MS / 1000, cures[HANDOVER_UNREACHABLE]);
		if (code == ERROR_NONE)
			code = take(&f, said, size, e);
	} while (code == ERROR_EXISTS);
	buf_clear(&b);
	if (code == ERROR_NOTFOUND)
		error_set(e, code,
		    "relay-send ended without an answer (see "
		    "the log)");
	return code;
}

static enum error_code
converse(const char *program, const struct handover_relay *relay, char *said,
    size_t size, struct error *e)
{
	const char *const argv[] = {"relay-send", NULL};
	struct spawn s = {.path = program, .argv = argv, .fds = {-1, -1, -1}};
	struct deadline d = deadline_in(REACH_MS);
	enum error_code code;
	int pair[2];
	pid_t pid;

	if (!spawn_socketpair(pair))
		return error_set_errno(e, ERROR_SYSTEM, "socketpair");
	s.fds[0] = s.fds[1] = pair[1];
	pid = spawn_start(&s, e);
	io_close(&pair[1]);
	code = pid < 0 ? e->code : tell(pair[0], relay, d, e);
	if (code == ERROR_NONE)
		code = listen_to(pair[0], d, said, size, e);
	io_close(&pair[0]);
	if (pid > 0)
		spawn_wait(pid, deadline_in(GRACE_MS));
	return code;
}

enum error_code
submit_try(const char *program, const struct conf *conf,
    const struct conf_relay *relay, size_t i, const struct secret *secret,
    char *url_out, size_t url_size, char *said_out, size_t said_size,
    struct error *e)
{
	struct handover_relay *r = calloc(1, sizeof(*r));
	enum error_code code;

	if (r == NULL)
		return error_set(e, ERROR_MEMORY, "no memory");
	if (endpoint_format(&relay->servers.list[i], url_out, url_size))
		code = fill(conf, relay, url_out, secret, r, e);
	else
		code = error_set(e, ERROR_LIMIT, "the URL is too long");
	if (code == ERROR_NONE)
		code = converse(program, r, said_out, said_size, e);
	secret_clear(&r->secret);
	free(r);
	return code;
}
