/* SPDX-License-Identifier: ISC */
/* Whether each relay takes the host's account: secret, TLS, authentication. */
#include "config.h"

#include "admin/check.h"
#include "admin/relay_secret.h"
#include "admin/submit.h"
#include "base/names.h"

struct job {
	const struct conf *conf;
	const struct conf_relay *relay;
};

/* A provider's further ways are for when the first is closed: many networks
 * close some of them. */
static enum report_level
level_of(const struct conf_relay *relay, size_t i, const struct error *e)
{
	return relay->provider != NULL && i > 0 && e->code == ERROR_LATER
	    ? REPORT_WARNING
	    : REPORT_ERROR;
}

/* The server's own words mostly begin with its URL. */
static void
say_failure(struct report *r, const struct conf_relay *relay, const char *url,
    const char *why, enum report_level level)
{
	bool named = view_starts(view_of(why), url);

	report_line(r, level, "relay", "%s:%u: %s: %s%s%s", NAMES_SETTINGS,
	    relay->lines.server, relay->name, named ? "" : url,
	    named ? "" : ": ", why);
}

static void
check_server(struct report *r, const struct job *job, size_t i,
    const struct secret *secret)
{
	const struct conf_relay *relay = job->relay;
	char url[LIMIT_HOST + 32], said[LIMIT_MESSAGE_TEXT];
	struct error e;

	error_clear(&e);
	if (submit_try(NAMES_SEND_PROGRAM, job->conf, relay, i, secret, url,
		sizeof(url), said, sizeof(said), &e) == ERROR_NONE)
		report_line(r, REPORT_OK, "relay", "%s: %s: %s", relay->name,
		    url, said);
	else
		say_failure(r, relay, url, e.text, level_of(relay, i, &e));
}

/* Runs as the user of the queue, who must be able to get the secret. */
static void
check_relay(struct report *r, void *arg)
{
	const struct job *job = arg;
	struct secret secret;

	secret_init(&secret);
	if (relay_secret_get(r, job->relay, &secret))
		for (size_t i = 0; i < job->relay->servers.n; i++)
			check_server(r, job, i, &secret);
	secret_clear(&secret);
}

void
check_relays(struct report *r, const struct conf *conf)
{
	for (size_t i = 0; i < conf->n_relays; i++) {
		struct job job = {conf, &conf->relays[i]};

		report_as_user(r, NAMES_QUEUE_USER, "relay", check_relay, &job);
	}
}
