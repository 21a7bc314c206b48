/* SPDX-License-Identifier: ISC */
/* Finding and reading a provider's file. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "conf/provider.h"
#include "conf/provider_take.h"

enum error_code
provider_places(const char *path, bool check_owner, struct provider_places *out,
    struct error *e)
{
	size_t slash = view_find_last(view_of(path), '/');
	int n;

	*out = (struct provider_places){
	    .shipped = NAMES_PROVIDERS, .check_owner = check_owner};
	n = snprintf(out->own, sizeof(out->own), "%.*sproviders.d",
	    slash < strlen(path) ? (int)slash + 1 : 0, path);
	if (n < 0 || (size_t)n >= sizeof(out->own))
		return error_set(
		    e, ERROR_SETTINGS, "%s: too long a path", path);
	return ERROR_NONE;
}

bool
provider_check_name(struct view name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '\0' || strchr(letters, name.p[i]) == NULL)
			return false;
	return name.n > 0 && name.n <= LIMIT_LABEL && name.p[0] != '.' &&
	    name.p[name.n - 1] != '.';
}

/* "gmail", of the path of gmail.conf. */
static struct view
name_of(const char *path)
{
	struct view v = view_of(path);
	size_t slash = view_find_last(v, '/');

	if (slash < v.n)
		v = view_from(v, slash + 1);
	return view_before(v, view_find_last(v, '.'));
}

enum error_code
provider_load_file(
    const char *path, bool check_owner, struct provider **out, struct error *e)
{
	struct parsed parsed;
	struct provider *p = calloc(1, sizeof(*p));
	enum error_code code;

	*out = NULL;
	if (p == NULL)
		return error_set(e, ERROR_MEMORY, "%s: no memory", path);
	code = parsed_read(path, check_owner, GRAMMAR_PROVIDER, &parsed, e);
	if (code == ERROR_NONE) {
		p->path = strdup(path);
		p->name = view_dup(name_of(path));
		code = p->path != NULL && p->name != NULL
		    ? provider_take(&parsed, path, p, e)
		    : error_set(e, ERROR_MEMORY, "%s: no memory", path);
	}
	parsed_clear(&parsed);
	if (code == ERROR_NONE)
		*out = p;
	else
		provider_free(&p);
	return code;
}

static enum error_code
load_from(const struct provider_places *places, const char *directory,
    const char *name, struct provider **out, struct error *e)
{
	char path[LIMIT_PATH + LIMIT_LABEL + 8];

	snprintf(path, sizeof(path), "%s/%s.conf", directory, name);
	return provider_load_file(path, places->check_owner, out, e);
}

enum error_code
provider_load(const struct provider_places *places, const char *name,
    struct provider **out, struct error *e)
{
	enum error_code code;

	*out = NULL;
	if (!provider_check_name(view_of(name)))
		return error_set(e, ERROR_NOTFOUND, "no provider's name");
	code = load_from(places, places->own, name, out, e);
	if (code == ERROR_NOTFOUND)
		code = load_from(places, places->shipped, name, out, e);
	return code;
}

static void
free_words(char **words)
{
	for (char **w = words; w != NULL && *w != NULL; w++)
		free(*w);
	free(words);
}

void
provider_free(struct provider **p)
{
	struct provider *old = *p;

	if (old == NULL)
		return;
	free(old->name);
	free(old->path);
	free(old->title);
	free(old->hint);
	free_words(old->sources);
	free_words(old->domains);
	free(old->login.list);
	free(old->relay.list);
	free(old);
	*p = NULL;
}

bool
provider_is_public(const struct provider *p, struct view domain)
{
	for (char **d = p->domains; *d != NULL; d++)
		if (view_eq_case_str(domain, *d))
			return true;
	return false;
}

const char *
provider_password_words(enum provider_password password)
{
	static const char *const words[] = {
	    [PROVIDER_PASSWORD_UNKNOWN] = NULL,
	    [PROVIDER_PASSWORD_MAILBOX] = "the mailbox's own password",
	    [PROVIDER_PASSWORD_TWO_FACTOR] =
		"the mailbox's own password, but an application password "
		"where the account has two-factor authentication",
	    [PROVIDER_PASSWORD_APPLICATION] =
		"an application password, made for this purpose; not the "
		"account's own",
	    [PROVIDER_PASSWORD_TOKEN] = "OAuth tokens and no passwords",
	};

	return words[password];
}
