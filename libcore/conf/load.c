/* SPDX-License-Identifier: ISC */
/* From the settings file to struct conf. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/names.h"
#include "conf/conf.h"
#include "conf/provider.h"
#include "conf/sections.h"

/* Reads the file and checks it. */
static enum error_code
load(const char *path, bool check_owner, struct conf *c, struct error *e)
{
	struct provider_places places;
	struct parsed parsed;
	enum error_code code;

	code = parsed_read(path, check_owner, GRAMMAR_SETTINGS, &parsed, e);
	if (code == ERROR_NONE)
		code = provider_places(path, check_owner, &places, e);
	if (code == ERROR_NONE)
		code = sections_take(c, &parsed, path, &places, e);
	parsed_clear(&parsed);
	return code;
}

enum error_code
conf_load(
    const char *path, bool check_owner, struct conf **out, struct error *e)
{
	struct error local;
	struct conf *c = conf_default();
	enum error_code code;

	*out = NULL;
	error_clear(&local);
	if (c == NULL)
		return error_set(e, ERROR_MEMORY, "%s: no memory", path);
	code = load(path, check_owner, c, &local);
	if (code == ERROR_NONE) {
		*out = c;
		return ERROR_NONE;
	}
	conf_free(&c);
	return error_set(e, code, "%s", local.text);
}

static const struct conf_mail mail_defaults = {
    .message_size_limit = LIMIT_MESSAGE,
    .free_space = LIMIT_FREE_SPACE,
    .user_bytes = LIMIT_USER_BYTES,
    .user_messages = LIMIT_USER_MESSAGES,
    .delay_warning = 4 * 3600,
    .failed_lifetime = 30 * 24 * 3600,
};

struct conf *
conf_default(void)
{
	struct conf *c = calloc(1, sizeof(*c));

	if (c != NULL)
		c->mail = mail_defaults;
	return c;
}

static void
free_login(struct conf_login *l)
{
	free(l->domain);
	free(l->servers.list);
	free(l->ca_file);
	free(l->mechanisms);
	free(l->pins);
	free(l->user);
	provider_free(&l->provider);
}

static void
free_words(char **words)
{
	for (char **w = words; w != NULL && *w != NULL; w++)
		free(*w);
	free(words);
}

static void
free_relay(struct conf_relay *r)
{
	free(r->name);
	free(r->servers.list);
	free(r->user);
	free(r->password_file);
	free(r->password_credential);
	free(r->pins);
	free(r->helo);
	free(r->source_address);
	free(r->ca_file);
	free(r->mechanisms);
	free_words(r->senders);
	free_words(r->password_command);
	free_words(r->token_command);
	provider_free(&r->provider);
}

void
conf_free(struct conf **c)
{
	if (*c == NULL)
		return;
	for (size_t i = 0; i < (*c)->n_logins; i++)
		free_login(&(*c)->logins[i]);
	for (size_t i = 0; i < (*c)->n_relays; i++)
		free_relay(&(*c)->relays[i]);
	free((*c)->logins);
	free((*c)->relays);
	free((*c)->mail.domain);
	free_words((*c)->mail.submitters);
	free(*c);
	*c = NULL;
}

const struct conf_login *
conf_find_login(const struct conf *c, struct view domain)
{
	for (size_t i = 0; i < c->n_logins; i++)
		if (view_eq_case_str(domain, c->logins[i].domain))
			return &c->logins[i];
	return NULL;
}
