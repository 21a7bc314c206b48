/* SPDX-License-Identifier: ISC */
/* From the settings file to struct conf. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "conf/conf.h"
#include "conf/grammar.h"
#include "conf/scan.h"
#include "conf/sections.h"
#include "sys/file.h"

/* The whole text, from a file that is root's when that matters. */
static enum error_code
read_text(const char *path, bool check_owner, struct buf *text, struct error *e)
{
	struct stat st;
	enum error_code code;
	int fd;

	if (!check_owner)
		return file_read(path, text, e);
	fd = file_open_trusted(path, &st, e);
	if (fd < 0)
		return e->code;
	code = file_read_fd(fd, path, text, e);
	close(fd);
	return code;
}

/* Parses what the scan left over and checks it. */
static enum error_code
parse(const char *path, struct view text, struct conf *c, struct error *e)
{
	struct marks marks;
	struct buf plain;
	const char *s;
	cfg_t *cfg = NULL;
	enum error_code code;

	buf_init(&plain, LIMIT_SETTINGS_FILE);
	code = scan_text(path, text, &marks, &plain, e);
	if (code == ERROR_NONE) {
		s = buf_str(&plain);
		code = s != NULL
		    ? grammar_parse(path, s, &cfg, e)
		    : error_set(e, ERROR_MEMORY, "%s: no memory", path);
	}
	if (code == ERROR_NONE)
		code = sections_take(c, cfg, &marks, path, e);
	if (cfg != NULL)
		cfg_free(cfg);
	marks_clear(&marks);
	buf_clear(&plain);
	return code;
}

enum error_code
conf_load(
    const char *path, bool check_owner, struct conf **out, struct error *e)
{
	struct error local;
	struct buf text;
	struct conf *c = conf_default();
	enum error_code code;

	*out = NULL;
	error_clear(&local);
	if (c == NULL)
		return error_set(e, ERROR_MEMORY, "%s: no memory", path);
	buf_init(&text, LIMIT_SETTINGS_FILE);
	code = read_text(path, check_owner, &text, &local);
	if (code == ERROR_NONE)
		code = parse(path, buf_view(&text), c, &local);
	buf_clear(&text);
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
