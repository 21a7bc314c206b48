/* SPDX-License-Identifier: ISC */
/* Reading secrets, and what commands print of them. */
#include "config.h"

#include <stdio.h>

#include "base/num.h"
#include "flow/relay_secret.h"
#include "sys/file.h"

/* A token that holds for longer is none; a year is. */
#define SECONDS_MAX (366U * 86400)

char *const *
relay_secret_command(const struct conf_relay *relay)
{
	return relay->token_command != NULL ? relay->token_command
					    : relay->password_command;
}

enum error_code
relay_secret_path(const struct conf_relay *relay, const char *credentials,
    char *dst, size_t size, struct error *e)
{
	int n;

	if (relay->password_file != NULL)
		n = snprintf(dst, size, "%s", relay->password_file);
	else if (credentials != NULL)
		n = snprintf(dst, size, "%s/%s", credentials,
		    relay->password_credential);
	else
		return error_set(e, ERROR_SETTINGS,
		    "%s: nothing has handed credentials to this process (add "
		    "LoadCredential=%s:FILE to its service, or use "
		    "password-file)",
		    relay->password_credential, relay->password_credential);
	if (n < 0 || (size_t)n >= size)
		return error_set(
		    e, ERROR_SETTINGS, "the path of the secret is too long");
	return ERROR_NONE;
}

enum error_code
relay_secret_read(const struct conf_relay *relay, const char *credentials,
    struct secret *out, struct error *e)
{
	char path[2 * LIMIT_PATH];
	enum error_code code =
	    relay_secret_path(relay, credentials, path, sizeof(path), e);

	return code == ERROR_NONE ? file_read_secret(path, out, e) : code;
}

/* Takes a line off, without its end. */
static struct view
next_line(struct view *rest)
{
	struct view line = view_before(*rest, view_find(*rest, '\n'));

	*rest = view_from(*rest, line.n < rest->n ? line.n + 1 : line.n);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* A token is one word (RFC 6750 2.1). */
static bool
is_word(struct view v)
{
	return !view_has_control(v) && view_find(v, ' ') == v.n;
}

static enum error_code
parse_token(
    struct view token, struct view rest, uint64_t *seconds_out, struct error *e)
{
	struct view second = view_trim(next_line(&rest));

	if (!is_word(token))
		return error_set(e, ERROR_SETTINGS,
		    "the first line that it prints is no token, which is one "
		    "word");
	if (second.n == 0)
		return ERROR_NONE;
	if (!num_parse(second, 0, SECONDS_MAX, seconds_out))
		return error_set(e, ERROR_SETTINGS,
		    "the second line that it prints is not the number of "
		    "seconds that the token holds");
	if (*seconds_out == 0)
		return error_set(e, ERROR_SETTINGS,
		    "it prints a token that has expired (have it ask for "
		    "another one)");
	return ERROR_NONE;
}

enum error_code
relay_secret_parse(const struct conf_relay *relay, struct view printed,
    struct secret *out, uint64_t *seconds_out, struct error *e)
{
	struct view rest = printed, first = next_line(&rest);
	enum error_code code = ERROR_NONE;

	*seconds_out = 0;
	if (first.n == 0)
		return error_set(e, ERROR_SETTINGS,
		    "the first line that it prints is empty");
	if (relay->token_command != NULL)
		code = parse_token(first, rest, seconds_out, e);
	if (code == ERROR_NONE && !secret_set(out, first))
		code = error_set(e, ERROR_SETTINGS,
		    "the first line that it prints is longer than %d bytes",
		    LIMIT_SECRET);
	return code;
}
