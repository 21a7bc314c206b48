/* SPDX-License-Identifier: ISC */
/* Logins against a scripted server. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "wire/login_case.h"
#include "wire/server.h"

static struct pki *pki;
static char ca_path[] = "/tmp/postern-test-ca-XXXXXX";
static const char *expected = ""; /* who is said to log in */

void
wire_set_up(void)
{
	pki = pki_open(ca_path);
}

void
wire_tear_down(void)
{
	pki_close(pki, ca_path);
}

const struct pki *
wire_pki(void)
{
	return pki;
}

void
wire_expect(const char *user)
{
	expected = user;
}

struct login *
wire_login(const char *urls, struct attempt_server *out, uint64_t timeout_ms)
{
	struct view rest = view_of(urls), url;
	struct login *l;
	struct error e;

	*out = (struct attempt_server){.timeout_ms = timeout_ms};
	while (view_word(&rest, &url)) {
		ck_assert(view_copy(
		    url, out->urls[out->n_urls], sizeof(out->urls[0])));
		out->n_urls++;
	}
	snprintf(out->ca_file, sizeof(out->ca_file), "%s", ca_path);
	snprintf(out->user, sizeof(out->user), "%s", expected);
	ck_assert_msg(
	    login_new(out, NULL, NULL, &l, &e) == ERROR_NONE, "%s", e.text);
	return l;
}

void
wire_finish(struct login *l, const char *password, struct attempt_verdict *out)
{
	struct attempt_credentials c = {.user = USER};

	ck_assert(secret_set(&c.password, view_of(password)));
	login_finish(l, &c, out);
	login_free(&l);
	expected = "";
}

void
wire_attempt(
    const char *urls, const char *password, struct attempt_verdict *out)
{
	struct attempt_server server;
	struct login *l = wire_login(urls, &server, 20000);

	login_begin(l);
	wire_finish(l, password, out);
}

static void
check_wire(const struct wire_case *c, struct buf *log)
{
	bool shown = server_log_contains(log, PLAIN) ||
	    server_log_contains(log, LOGIN) ||
	    server_log_contains(log, PASSWORD);

	ck_assert_msg(
	    !server_log_has(log, "mismatch"), "%s: %s", c->name, buf_str(log));
	ck_assert_msg(shown == c->sent, "%s: the password %s: %s", c->name,
	    shown ? "was on the wire" : "was not sent", buf_str(log));
	/* What was not verified hears nothing at all; with a good certificate
	 * it is the exchange that showed whom to distrust. */
	if (c->verdict == VERDICT_UNTRUSTED && c->kind != PKI_GOOD &&
	    c->kind != PKI_TLS12)
		ck_assert_msg(!server_log_contains(log, "AUTH") &&
			!server_log_contains(log, "CAPA"),
		    "%s", c->name);
}

void
wire_check_case(const struct wire_case *c, const char *user)
{
	struct attempt_verdict v;
	struct server s;
	struct buf log;
	char url[80];

	server_start(&s, pki, c->kind, c->script);
	snprintf(url, sizeof(url), "%s://" PKI_HOST ":%d", c->scheme, s.port);
	wire_expect(user);
	wire_attempt(url, PASSWORD, &v);
	buf_init(&log, 1 << 20);
	server_finish(&s, &log);
	ck_assert_msg(v.verdict == c->verdict, "%s: %s, not %s: %s", c->name,
	    verdict_row(v.verdict)->name, verdict_row(c->verdict)->name, v.log);
	ck_assert_msg(strstr(v.log, c->log) != NULL, "%s: \"%s\" is not in %s",
	    c->name, c->log, v.log);
	ck_assert_str_eq(v.person, c->person != NULL ? c->person : "");
	check_wire(c, &log);
	buf_clear(&log);
}
