/* SPDX-License-Identifier: ISC */
/* Whether somebody checks the passwords of those who may log in. */
#include "config.h"

#include "admin/check.h"
#include "base/buf.h"
#include "base/names.h"
#include "sys/file.h"
#include "users/line.h"

/* More domains than these are the same mistake. */
#define SAID_MAX 16

/* The domains that were named already. */
struct said {
	struct view domains[SAID_MAX];
	size_t n;
};

/* The domain whose mailboxes a line lets in; an empty view for other lines,
 * and for those that are bad. */
static struct view
domain_of(struct view line)
{
	const struct view none = {.n = 0};
	struct line_subject s;

	line_subject(line, &s);
	if (s.defaults || s.deny)
		return none;
	if (s.wildcard)
		return s.name;
	return account_check_name(s.name) ? account_domain(s.name) : none;
}

static bool
is_new(struct said *said, struct view domain)
{
	for (size_t i = 0; i < said->n; i++)
		if (view_eq(said->domains[i], domain))
			return false;
	if (said->n == SAID_MAX)
		return false;
	said->domains[said->n++] = domain;
	return true;
}

static void
check_text(struct report *r, const struct conf *conf, const char *path,
    struct view text)
{
	struct line_walk walk = {.rest = text};
	struct said said = {.n = 0};
	struct view domain;

	while (line_next(&walk)) {
		domain = domain_of(walk.line);
		if (domain.n == 0 || conf_find_login(conf, domain) != NULL ||
		    !is_new(&said, domain))
			continue;
		report_line(r, REPORT_WARNING, "accounts",
		    "%s:%u: nobody checks passwords of %.*s (write a section "
		    "login \"%.*s\" in %s)",
		    path, walk.number, (int)domain.n, domain.p, (int)domain.n,
		    domain.p, NAMES_SETTINGS);
	}
}

void
check_domains_file(struct report *r, const struct conf *conf, const char *path)
{
	struct buf accounts;
	struct error ignored;

	if (conf->n_logins == 0 && conf->n_relays == 0)
		return; /* there are no settings, which has been said */
	buf_init(&accounts, LIMIT_ACCOUNTS_FILE);
	if (file_read(path, &accounts, &ignored) == ERROR_NONE)
		check_text(r, conf, path, buf_view(&accounts));
	buf_clear(&accounts);
}

void
check_domains(struct report *r, const struct conf *conf)
{
	check_domains_file(r, conf, NAMES_ACCOUNTS);
}
