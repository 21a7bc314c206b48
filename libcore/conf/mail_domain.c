/* SPDX-License-Identifier: ISC */
/* The domain that completes bare names. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/names.h"
#include "conf/conf.h"
#include "sys/file.h"

#define MAILNAME_FILE 4096
/* Asking the resolver could make a local program wait for the network. */
#define HOSTS "/etc/hosts"
#define HOSTS_FILE (1024UL * 1024)

static bool
is_ldh(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* Whether it can stand behind an '@' and in a header. */
static bool
name_check(struct view name)
{
	if (name.n == 0 || name.n > LIMIT_HOST || name.p[0] == '.' ||
	    name.p[0] == '-' || name.p[name.n - 1] == '.')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!is_ldh(name.p[i]))
			return false;
	return true;
}

static bool
take(struct view name, char *dst, size_t size)
{
	return name_check(name) && view_copy(name, dst, size);
}

/* The first line of /etc/mailname; a broken one is as good as none. */
static bool
from_mailname(char *dst, size_t size)
{
	struct error ignored;
	struct buf text;
	struct view line;
	bool ok = false;

	buf_init(&text, MAILNAME_FILE);
	if (file_read(NAMES_MAILNAME, &text, &ignored) == ERROR_NONE) {
		line = buf_view(&text);
		line = view_before(line, view_find(line, '\n'));
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		ok = take(view_trim(line), dst, size);
	}
	buf_clear(&text);
	return ok;
}

/* The name with a dot of a line of /etc/hosts that lists host, or nothing. */
static struct view
full_name_in(struct view line, const char *host)
{
	struct view word, full = {NULL, 0};
	bool listed = false;

	line = view_before(line, view_find(line, '#'));
	if (!view_word(&line, &word))
		return full;
	while (view_word(&line, &word)) {
		if (view_eq_case_str(word, host))
			listed = true;
		if (full.n == 0 && view_find(word, '.') < word.n)
			full = word;
	}
	return listed ? full : (struct view){NULL, 0};
}

/* Completes a short host name from /etc/hosts, as "hostname -f" does. */
static void
complete(char *host, size_t size)
{
	struct error ignored;
	struct buf text;
	struct view rest, line, full;

	buf_init(&text, HOSTS_FILE);
	if (file_read(HOSTS, &text, &ignored) == ERROR_NONE) {
		rest = buf_view(&text);
		while (view_split(&rest, '\n', &line)) {
			full = full_name_in(line, host);
			if (full.n > 0 && take(full, host, size))
				break;
		}
	}
	buf_clear(&text);
}

/* What stands behind the first dot, if that is a domain with a dot itself. */
static struct view
domain_of(struct view host)
{
	struct view rest = view_from(host, view_find(host, '.') + 1);

	return view_find(rest, '.') < rest.n ? rest : host;
}

enum error_code
conf_host_name(char *dst, size_t size, struct error *e)
{
	if (gethostname(dst, size - 1) != 0)
		return error_set_errno(e, ERROR_SYSTEM, "the host's name");
	dst[size - 1] = '\0';
	if (strchr(dst, '.') == NULL)
		complete(dst, size);
	return ERROR_NONE;
}

enum error_code
conf_mail_domain(const struct conf *c, char *dst, size_t size, struct error *e)
{
	char host[LIMIT_HOST + 1] = "";

	if (c->mail.domain != NULL && !take(view_of(c->mail.domain), dst, size))
		return error_set(e, ERROR_LIMIT, "mail: domain: too long");
	if (c->mail.domain != NULL)
		return ERROR_NONE;
	if (from_mailname(dst, size))
		return ERROR_NONE;
	if (conf_host_name(host, sizeof(host), e) != ERROR_NONE)
		return e->code;
	if (take(domain_of(view_of(host)), dst, size))
		return ERROR_NONE;
	return error_set(e, ERROR_SETTINGS,
	    "the host's name \"%s\" is no domain (set domain in the mail "
	    "section of %s)",
	    host, NAMES_SETTINGS);
}
