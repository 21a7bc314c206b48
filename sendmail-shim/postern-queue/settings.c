/* SPDX-License-Identifier: ISC */
/* The settings in force. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "conf/provider.h"
#include "flow/relay_secret.h"
#include "flow/relay_terms.h"
#include "sendmail-shim/postern-queue/settings.h"
#include "sys/log.h"

void
settings_init(struct settings *s, const char *path, const char *credentials,
    bool check_owner)
{
	*s = (struct settings){.path = path,
	    .credentials = credentials,
	    .check_owner = check_owner};
}

void
settings_clear(struct settings *s)
{
	conf_free(&s->conf);
}

static void
add_stamp(struct stamp *sum, const char *path)
{
	if (path != NULL)
		stamp_add(sum, path);
}

/* The file that holds a relay's secret, or the program that prints it. */
static void
add_secret(
    struct stamp *sum, const struct settings *s, const struct conf_relay *relay)
{
	char *const *command = relay_secret_command(relay);
	char path[2 * LIMIT_PATH];

	if (command != NULL)
		stamp_add(sum, command[0]);
	else if (relay_secret_path(relay, s->credentials, path, sizeof(path),
		     NULL) == ERROR_NONE)
		stamp_add(sum, path);
}

static struct stamp
stamp_of_others(const struct settings *s)
{
	const struct conf *c = s->conf;
	struct stamp sum = {1};

	for (size_t i = 0; i < c->n_relays; i++) {
		add_secret(&sum, s, &c->relays[i]);
		add_stamp(&sum, c->relays[i].ca_file);
	}
	return sum;
}

/* The names that Received, EHLO and reports use. */
static void
name_host(struct settings *s)
{
	struct error ignored;
	struct buf name;
	bool named;

	if (gethostname(s->host, sizeof(s->host) - 1) != 0 ||
	    s->host[0] == '\0' || view_has_control(view_of(s->host)))
		snprintf(s->host, sizeof(s->host), "localhost");
	named = conf_mail_domain(s->conf, s->domain, sizeof(s->domain),
		    &ignored) == ERROR_NONE;
	if (!named)
		snprintf(s->domain, sizeof(s->domain), "%s", s->host);
	if (!named || strchr(s->host, '.') != NULL)
		return;
	buf_init(&name, LIMIT_HOST);
	if (buf_printf(&name, "%s.%s", s->host, s->domain))
		view_copy(buf_view(&name), s->host, sizeof(s->host));
	buf_clear(&name);
}

/* Says what is wrong, once for one state of the file. */
static void
complain(struct settings *s, const struct error *e)
{
	s->broken = *e;
	if (e->code == ERROR_NOTFOUND)
		log_event(LOG_LEVEL_ERROR,
		    "settings: %s: there is no such file; mail is kept (write "
		    "it, with a relay section)",
		    s->path);
	else
		log_event(LOG_LEVEL_ERROR, "settings: %s; %s", e->text,
		    s->conf != NULL ? "the settings of before stay in force"
				    : "mail is kept");
}

/* An administrator's provider file, which the settings may name. */
struct own_files {
	const struct provider_places *places;
	struct stamp *sum;
};

static bool
add_own_file(void *arg, const char *name)
{
	const struct own_files *files = arg;
	char path[LIMIT_PATH + LIMIT_LABEL + 8];

	snprintf(path, sizeof(path), "%s/%s.conf", files->places->own, name);
	stamp_add(files->sum, path);
	return true;
}

/* Those of the installation change with their directory. */
static struct stamp
stamp_of_file(const struct settings *s)
{
	struct provider_places places;
	struct stamp now = {1};
	struct own_files files = {&places, &now};

	stamp_add(&now, s->path);
	if (provider_places(s->path, s->check_owner, &places, NULL) ==
	    ERROR_NONE) {
		stamp_add(&now, places.shipped);
		provider_walk_own(&places, add_own_file, &files);
	}
	return now;
}

bool
settings_changed(const struct settings *s)
{
	return s->conf == NULL || !stamp_eq(stamp_of_file(s), s->stamp);
}

bool
settings_refresh(struct settings *s, struct conf **old_out)
{
	struct stamp now = stamp_of_file(s);
	struct conf *c = NULL;
	struct error e;

	if (s->conf != NULL && stamp_eq(now, s->stamp))
		return false;
	s->stamp = now;
	if (conf_load(s->path, s->check_owner, &c, &e) != ERROR_NONE) {
		complain(s, &e);
		if (s->conf != NULL || (c = conf_default()) == NULL)
			return false;
	} else {
		s->broken.code = ERROR_NONE;
	}
	*old_out = s->conf;
	s->conf = c;
	s->others = stamp_of_others(s);
	name_host(s);
	return true;
}

bool
settings_others_changed(struct settings *s)
{
	struct stamp now;

	if (s->conf == NULL)
		return false;
	now = stamp_of_others(s);
	if (stamp_eq(now, s->others))
		return false;
	s->others = now;
	return true;
}

enum error_code
settings_relay(const struct settings *s, const struct conf_relay *relay,
    const char *url, struct handover_relay *out, struct error *e)
{
	if (relay_terms_fill(relay, url, s->host, out, e) != ERROR_NONE)
		return error_prefix(e, "%s", s->path);
	return ERROR_NONE;
}
