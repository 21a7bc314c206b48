/* SPDX-License-Identifier: ISC */
/* Getting the relays' secrets. */
#include "config.h"

#include <stdlib.h>

#include "flow/relay_secret.h"
#include "sendmail-shim/postern-queue/secrets.h"
#include "sys/log.h"

/* A token is used no more so long before its end, for the time that connecting
 * takes; of a short one a tenth of its time. */
#define MARGIN 60

void
secrets_init(struct secrets *s, const char *settings, const char *credentials)
{
	*s = (struct secrets){.settings = settings, .credentials = credentials};
	command_init(&s->command);
}

static void
forget(struct secrets_held *h)
{
	secret_clear(&h->secret);
	h->fetched = false;
	h->until = 0;
}

void
secrets_clear(struct secrets *s)
{
	command_clear(&s->command);
	for (size_t i = 0; i < s->n; i++)
		forget(&s->held[i]);
	free(s->held);
	s->held = NULL;
	s->n = 0;
}

bool
secrets_set(struct secrets *s, const struct conf *c)
{
	struct secrets_held *held = calloc(c->n_relays + 1, sizeof(*held));

	secrets_clear(s);
	if (held == NULL)
		return false;
	for (size_t i = 0; i < c->n_relays; i++)
		held[i].relay = &c->relays[i];
	s->held = held;
	s->n = c->n_relays;
	return true;
}

static struct secrets_held *
find(struct secrets *s, const struct conf_relay *relay)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->held[i].relay == relay)
			return &s->held[i];
	return NULL;
}

/* Where the secret was to come from, before the reason. */
static enum secrets_state
fail(const struct secrets *s, const struct conf_relay *relay, struct error *e)
{
	error_prefix(e, "%s:%u: %s", s->settings, relay->lines.secret,
	    conf_secret_key(relay));
	return SECRETS_FAILED;
}

static enum secrets_state
start(struct secrets *s, struct secrets_held *h, struct error *e)
{
	if (command_start(&s->command,
		(char *const *)relay_secret_command(h->relay), LIMIT_COMMAND_MS,
		e) != ERROR_NONE)
		return fail(s, h->relay, e);
	s->running = (size_t)(h - s->held);
	return SECRETS_COMING;
}

/* What the command gave is used once, but for a token that holds. */
static enum secrets_state
hand_out(struct secrets_held *h, int64_t now, struct secret *out)
{
	secret_set(out, secret_view(&h->secret));
	h->fetched = false;
	if (h->until <= now)
		forget(h);
	return SECRETS_READY;
}

enum secrets_state
secrets_get(struct secrets *s, const struct conf_relay *relay, int64_t now,
    struct secret *out, struct error *e)
{
	struct secrets_held *h = find(s, relay);

	if (h == NULL) {
		error_set(e, ERROR_MEMORY, "no memory");
		return SECRETS_FAILED;
	}
	if (relay_secret_command(relay) == NULL)
		return relay_secret_read(relay, s->credentials, out, e) ==
			ERROR_NONE
		    ? SECRETS_READY
		    : fail(s, relay, e);
	if (h->failed.code != ERROR_NONE) {
		*e = h->failed;
		error_clear(&h->failed);
		return fail(s, relay, e);
	}
	if (h->fetched || h->until > now)
		return hand_out(h, now, out);
	return secrets_is_busy(s) ? SECRETS_COMING : start(s, h, e);
}

bool
secrets_refused(struct secrets *s, const struct conf_relay *relay)
{
	struct secrets_held *h = find(s, relay);

	if (h == NULL || relay->token_command == NULL)
		return false;
	forget(h);
	h->again = !h->again;
	return h->again;
}

void
secrets_accepted(struct secrets *s, const struct conf_relay *relay)
{
	struct secrets_held *h = find(s, relay);

	if (h != NULL)
		h->again = false;
}

bool
secrets_is_busy(const struct secrets *s)
{
	return s->command.state == COMMAND_RUNNING;
}

void
secrets_poll(const struct secrets *s, struct pollfd *fds)
{
	command_poll(&s->command, fds);
}

/* How long a token that holds for so many seconds is used. */
static int64_t
usable(uint64_t seconds)
{
	uint64_t margin = seconds / 10 < MARGIN ? seconds / 10 : MARGIN;

	return (int64_t)(seconds - margin);
}

static void
wipe_old(struct secrets *s, int64_t now)
{
	for (size_t i = 0; i < s->n; i++) {
		struct secrets_held *h = &s->held[i];

		if (secret_view(&h->secret).n != 0 && h->until <= now &&
		    (!h->fetched || now - h->since >= SECRETS_UNUSED))
			forget(h);
	}
}

void
secrets_serve(struct secrets *s, int64_t now)
{
	struct secrets_held *h;
	enum command_state state;
	uint64_t seconds = 0;
	struct error e;

	wipe_old(s, now);
	if (!secrets_is_busy(s))
		return;
	h = &s->held[s->running];
	error_clear(&e);
	state = command_step(&s->command, &e);
	if (state == COMMAND_RUNNING)
		return;
	if (state == COMMAND_DONE)
		relay_secret_parse(h->relay, buf_view(&s->command.said),
		    &h->secret, &seconds, &e);
	h->failed = e;
	h->fetched = e.code == ERROR_NONE;
	h->since = now;
	h->until = h->fetched && seconds != 0 ? now + usable(seconds) : 0;
	log_event(LOG_LEVEL_DEBUG, "relay: %s: %s: %s", h->relay->name,
	    conf_secret_key(h->relay), h->fetched ? "fetched" : "failed");
	command_clear(&s->command);
}
