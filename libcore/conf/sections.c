/* SPDX-License-Identifier: ISC */
/* The keys of each section, and what must hold for a section as a whole. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "conf/mail_section.h"
#include "conf/provider_use.h"
#include "conf/relay_section.h"
#include "conf/sections.h"
#include "conf/value.h"

static void
note_lines(const struct value_at *at, struct conf_lines *lines)
{
	lines->section =
	    marks_section_line(at->marks, cfg_name(at->section), at->nth);
	lines->server = provider_server_line(at);
	lines->ca_file = value_line(at, "ca-file");
}

/* A stored password of a shorter time would help nobody; after a longer one
 * nobody would expect it to hold. */
#define OFFLINE_MIN 60
#define OFFLINE_MAX (365U * 86400)
/* Failures are kept in memory: a longer time would not outlive a restart. */
#define THROTTLE_MAX 86400

static enum error_code
take_throttles(const struct value_at *at, struct conf_login *l)
{
	enum error_code code;

	l->throttle_account = (struct conf_rate){5, 600};
	l->throttle_host = (struct conf_rate){20, 600};
	l->throttle_server = (struct conf_rate){200, 600};
	code = value_rate(
	    at, "throttle-account", THROTTLE_MAX, &l->throttle_account);
	if (code == ERROR_NONE)
		code = value_rate(
		    at, "throttle-host", THROTTLE_MAX, &l->throttle_host);
	if (code == ERROR_NONE)
		code = value_rate(
		    at, "throttle-server", THROTTLE_MAX, &l->throttle_server);
	return code;
}

static enum error_code
take_login(const struct value_at *at, struct conf_login *l)
{
	enum error_code code;

	note_lines(at, &l->lines);
	l->preconnect = cfg_getbool(at->section, "preconnect") != cfg_false;
	code = value_domain(at, NULL, cfg_title(at->section), &l->domain);
	if (code == ERROR_NONE)
		code = provider_of(at, &l->provider);
	if (code == ERROR_NONE)
		code = provider_servers(
		    at, l->provider, ENDPOINT_IMAP, &l->servers);
	if (code == ERROR_NONE)
		code = value_path(at, "ca-file", &l->ca_file);
	if (code == ERROR_NONE)
		code =
		    value_mechanisms(at, "mechanisms", false, &l->mechanisms);
	if (code == ERROR_NONE)
		code =
		    provider_login_user(at, l->provider, l->domain, &l->user);
	if (code == ERROR_NONE)
		code = value_pins(at, "pin", &l->pins);
	if (code == ERROR_NONE)
		code = value_duration(
		    at, "offline", OFFLINE_MIN, OFFLINE_MAX, &l->offline);
	if (code == ERROR_NONE)
		code = take_throttles(at, l);
	return code;
}

/* Domains are compared as A-labels, which libconfuse knows nothing of. */
static enum error_code
check_domain_once(const struct value_at *at, const struct conf *c, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(c->logins[k].domain, c->logins[i].domain) == 0)
			return value_bad(at, NULL,
			    "the domain has a section already, in line %u "
			    "(make one section of both)",
			    c->logins[k].lines.section);
	return ERROR_NONE;
}

static enum error_code
take_logins(struct conf *c, cfg_t *cfg, struct value_at *at)
{
	enum error_code code = ERROR_NONE;

	for (size_t i = 0; i < c->n_logins && code == ERROR_NONE; i++) {
		at->section = cfg_getnsec(cfg, "login", (unsigned)i);
		at->nth = i;
		code = take_login(at, &c->logins[i]);
		if (code == ERROR_NONE)
			code = check_domain_once(at, c, i);
	}
	return code;
}

static enum error_code
take_relays(struct conf *c, cfg_t *cfg, struct value_at *at)
{
	enum error_code code = ERROR_NONE;

	for (size_t i = 0; i < c->n_relays && code == ERROR_NONE; i++) {
		at->section = cfg_getnsec(cfg, "relay", (unsigned)i);
		at->nth = i;
		code = relay_section_take(at, &c->relays[i]);
	}
	return code;
}

enum error_code
sections_take(struct conf *c, const struct parsed *parsed, const char *name,
    const struct provider_places *places, struct error *e)
{
	struct value_at at = {
	    .file = name, .marks = &parsed->marks, .places = places, .e = e};
	cfg_t *cfg = parsed->cfg;
	size_t n_logins = cfg_size(cfg, "login");
	size_t n_relays = cfg_size(cfg, "relay");
	enum error_code code;

	c->logins = calloc(n_logins + 1, sizeof(*c->logins));
	c->relays = calloc(n_relays + 1, sizeof(*c->relays));
	if (c->logins == NULL || c->relays == NULL)
		return error_set(e, ERROR_MEMORY, "%s: no memory", name);
	c->n_logins = n_logins;
	c->n_relays = n_relays;
	code = take_logins(c, cfg, &at);
	if (code == ERROR_NONE)
		code = take_relays(c, cfg, &at);
	if (code == ERROR_NONE)
		code = mail_section_take(&at, cfg, &c->mail);
	return code;
}
