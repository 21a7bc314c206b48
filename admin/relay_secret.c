/* SPDX-License-Identifier: ISC */
/* The relays' secrets as "postern check" gets them. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "admin/relay_secret.h"
#include "base/limits.h"
#include "base/names.h"
#include "flow/relay_secret.h"
#include "sys/command.h"

/* Where systemd puts credentials while the runner's unit is active. */
#define CREDENTIALS "/run/credentials/postern-queue.service"

/* What to do about a file that cannot be read. */
static const struct {
	const char *key;
	const char *cure;
} cures[] = {
    {"password-file",
	" (it must be there, root:" NAMES_QUEUE_USER ", mode 0640)"},
    {"password-credential",
	" (name it in LoadCredential= of postern-queue.service and restart "
	"that; it is there only while that runs)"},
};

static const char *
cure_of(const char *key)
{
	for (size_t i = 0; i < sizeof(cures) / sizeof(cures[0]); i++)
		if (strcmp(key, cures[i].key) == 0)
			return cures[i].cure;
	return "";
}

/* Permissions that are too wide bring their own cure. */
static void
say_failure(
    struct report *r, const struct conf_relay *relay, const struct error *e)
{
	const char *key = conf_secret_key(relay);
	bool cured = strchr(e->text, '(') != NULL;

	report_line(r, REPORT_ERROR, "relay", "%s:%u: %s: %s: %s%s",
	    NAMES_SETTINGS, relay->lines.secret, relay->name, key, e->text,
	    cured ? "" : cure_of(key));
}

static enum error_code
run(const struct conf_relay *relay, struct secret *out, uint64_t *seconds_out,
    struct error *e)
{
	struct command c;
	enum error_code code;

	command_init(&c);
	code =
	    command_start(&c, relay_secret_command(relay), LIMIT_COMMAND_MS, e);
	if (code == ERROR_NONE)
		code = command_wait(&c, e) == COMMAND_DONE
		    ? relay_secret_parse(
			  relay, buf_view(&c.said), out, seconds_out, e)
		    : e->code;
	command_clear(&c);
	return code;
}

bool
relay_secret_get(
    struct report *r, const struct conf_relay *relay, struct secret *out)
{
	uint64_t seconds = 0;
	struct error e;

	error_clear(&e);
	if (relay_secret_command(relay) != NULL)
		run(relay, out, &seconds, &e);
	else
		relay_secret_read(relay, CREDENTIALS, out, &e);
	if (e.code != ERROR_NONE) {
		say_failure(r, relay, &e);
		return false;
	}
	if (seconds != 0)
		report_line(r, REPORT_OK, "relay",
		    "%s: token-command: a token that holds for %" PRIu64
		    " seconds",
		    relay->name, seconds);
	return true;
}
