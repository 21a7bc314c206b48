/* SPDX-License-Identifier: ISC */
/* Keys that name where a secret comes from: commands and credentials. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "conf/value.h"

/* systemd's own limit of a credential's name (a file's). */
#define CREDENTIAL_MAX 255

static enum error_code
check_words(const struct value_at *at, const char *key, unsigned n)
{
	if (n == 0 || *cfg_getnstr(at->section, key, 0) != '/')
		return value_bad(at, key,
		    "the first word is not an absolute path (write each word "
		    "of the command in quotes: { \"/usr/local/sbin/relay-"
		    "password\", \"web1\" }; there is no shell)");
	if (n > LIMIT_COMMAND_WORDS)
		return value_bad(at, key,
		    "more than %d words (write a script that says them)",
		    LIMIT_COMMAND_WORDS);
	for (unsigned i = 0; i < n; i++) {
		struct view word = view_of(cfg_getnstr(at->section, key, i));

		if (word.n >= LIMIT_PATH || view_has_control(word))
			return value_bad(at, key,
			    "not a usable word (at most %d bytes, no control "
			    "characters)",
			    LIMIT_PATH - 1);
	}
	return ERROR_NONE;
}

enum error_code
value_command(const struct value_at *at, const char *key, char ***out)
{
	unsigned n = cfg_size(at->section, key);
	enum error_code code;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	code = check_words(at, key, n);
	if (code != ERROR_NONE)
		return code;
	*out = calloc((size_t)n + 1, sizeof(**out));
	for (unsigned i = 0; *out != NULL && i < n; i++) {
		(*out)[i] = strdup(cfg_getnstr(at->section, key, i));
		if ((*out)[i] == NULL)
			break;
	}
	return *out != NULL && (*out)[n - 1] != NULL
	    ? ERROR_NONE
	    : error_set(at->e, ERROR_MEMORY, "%s: no memory", at->file);
}

enum error_code
value_credential(const struct value_at *at, const char *key, char **out)
{
	struct view name;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	name = view_of(cfg_getstr(at->section, key));
	if (name.n == 0 || name.n > CREDENTIAL_MAX || name.p[0] == '.' ||
	    view_find(name, '/') != name.n || view_find(name, ':') != name.n ||
	    view_has_control(name) || !view_is_ascii(name))
		return value_bad(at, key,
		    "\"%.*s\" is not a credential's name (write what "
		    "LoadCredential= of postern-queue.service says before its "
		    "colon)",
		    VIEW_ARG(name));
	*out = view_dup(name);
	return *out != NULL
	    ? ERROR_NONE
	    : error_set(at->e, ERROR_MEMORY, "%s: no memory", at->file);
}
