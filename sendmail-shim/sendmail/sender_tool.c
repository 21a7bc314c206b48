/* SPDX-License-Identifier: ISC */
/* Telling whom a message would be from. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/escape.h"
#include "base/names.h"
#include "conf/conf.h"
#include "mail/rewrite.h"
#include "sendmail-shim/sendmail/identity.h"
#include "sendmail-shim/sendmail/sender_tool.h"

/* All that a relay's account may use, in one line. */
static bool
join(char *const *words, struct buf *out)
{
	for (; words != NULL && *words != NULL; words++)
		buf_printf(out, "%s ", *words);
	return buf_str(out) != NULL;
}

static void
print_relay(const struct conf_relay *relay, struct view sender)
{
	char url[LIMIT_HOST + 64], shown[512], as[512];
	struct rewrite_policy policy;
	struct buf senders;

	buf_init(&senders, LIMIT_HEADERS);
	if (relay->servers.n == 0 ||
	    !endpoint_format(&relay->servers.list[0], url, sizeof(url)))
		url[0] = '\0';
	if (join(relay->senders, &senders)) {
		rewrite_policy_set(&policy, relay->user, senders.p, "");
		printf("from %s: %s, by relay %s (%s)\n",
		    escape_copy(sender, shown, sizeof(shown)),
		    escape_copy(
			rewrite_sender(&policy, sender), as, sizeof(as)),
		    relay->name, url);
	}
	buf_clear(&senders);
}

int
sender_tool_verify(const char *program, const struct options *o)
{
	const char *file = o->config != NULL ? o->config : NAMES_SETTINGS;
	struct identity id;
	struct conf *conf = NULL;
	struct view sender;
	struct error e;

	if (conf_load(file, o->config == NULL, &conf, &e) != ERROR_NONE ||
	    identity_load(o->config, &id, &e) != ERROR_NONE) {
		fprintf(stderr, "%s: %s\n", program, e.text);
		conf_free(&conf);
		return o->config != NULL ? EX_CONFIG : EX_OK;
	}
	sender = view_of(o->has_sender ? o->sender : id.login);
	for (size_t i = 0; i < conf->n_relays; i++)
		print_relay(&conf->relays[i], sender);
	if (conf->n_relays == 0)
		printf("no relay is set, so that nothing is sent (see "
		       "postern.conf(5))\n");
	conf_free(&conf);
	return EX_OK;
}
