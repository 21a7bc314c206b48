/* SPDX-License-Identifier: ISC */
/* Whether each login server is reached, over verified TLS. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "admin/check.h"
#include "admin/explain.h"
#include "admin/try.h"
#include "base/names.h"

/* A server that does not answer must not hold up the whole check. */
#define REACH_MS 10000

/* Keeps the last step: what the server offers, or how far it went. */
static void
keep_last(void *arg, const struct attempt_trace *trace)
{
	char *last = arg;

	snprintf(last, LIMIT_MESSAGE_TEXT, "%s", trace->text);
}

/* A provider's further ways are for when the first is closed: many networks
 * close some of them. */
static enum report_level
level_of(const struct conf_login *login, size_t i, enum verdict verdict)
{
	return login->provider != NULL && i > 0 &&
		verdict == VERDICT_UNREACHABLE
	    ? REPORT_WARNING
	    : REPORT_ERROR;
}

static void
check_server(struct report *r, const struct conf_login *login, size_t i)
{
	char last[LIMIT_MESSAGE_TEXT] = "";
	struct attempt_server server;
	struct attempt_verdict verdict;
	struct error e;

	error_clear(&e);
	if (!errand_fill(login, &server)) {
		report_line(r, REPORT_ERROR, "login server",
		    "%s:%u: the settings are too long", NAMES_SETTINGS,
		    login->lines.section);
		return;
	}
	memmove(server.urls[0], server.urls[i], sizeof(server.urls[0]));
	server.n_urls = 1;
	server.trace = true;
	server.reach_only = true;
	server.timeout_ms = REACH_MS;
	if (try_attempt(NAMES_CHECK_PROGRAM, &server, NULL, keep_last, last,
		&verdict, &e) != ERROR_NONE)
		report_line(r, REPORT_ERROR, "login server", "%s:%u: %s: %s",
		    NAMES_SETTINGS, login->lines.server, server.urls[0],
		    e.text);
	else if (verdict.verdict != VERDICT_REACHED)
		report_line(r, level_of(login, i, verdict.verdict),
		    "login server", "%s:%u: %s (%s)", NAMES_SETTINGS,
		    login->lines.server, verdict.log,
		    explain_verdict(verdict.verdict)->then);
	else
		report_line(r, REPORT_OK, "login server", "%s: %s",
		    server.urls[0], last);
}

void
check_login_servers(struct report *r, const struct conf *conf)
{
	for (size_t i = 0; i < conf->n_logins; i++)
		for (size_t k = 0; k < conf->logins[i].servers.n; k++)
			check_server(r, &conf->logins[i], k);
}
