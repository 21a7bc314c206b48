/* SPDX-License-Identifier: ISC */
/* What to know of the providers that the settings name. */
#include "config.h"

#include "admin/check.h"
#include "base/buf.h"
#include "base/names.h"
#include "conf/provider.h"
#include "sys/file.h"
#include "users/line.h"

/* What people must do at the provider, and which password its servers take. */
static void
say_hints(struct report *r, const char *section, const char *name,
    const struct provider *p)
{
	const char *words;

	if (p == NULL)
		return;
	words = provider_password_words(p->password);
	if (words == NULL && p->hint == NULL)
		return;
	report_line(r, REPORT_OK, "provider", "%s \"%s\": %s%s%s%s%s", section,
	    name, p->title, words != NULL ? " takes " : "",
	    words != NULL ? words : "",
	    words != NULL && p->hint != NULL ? "; " : ": ",
	    p->hint != NULL ? p->hint : "see its pages");
}

/* The accounts file's lines, for the domains of one provider's file. */
struct look {
	struct report *r;
	const struct provider_places *places;
	struct view accounts;
};

static bool
opens_to_all(struct view line, const struct provider *p)
{
	struct line_subject s;
	struct keys_values v = {0};
	struct error ignored;

	line_subject(line, &s);
	return s.wildcard && !s.deny && provider_is_public(p, s.name) &&
	    keys_take(s.behind, &v, &ignored) == ERROR_NONE &&
	    !view_eq_str(v.public, "yes");
}

static void
check_lines(const struct look *look, const struct provider *p)
{
	struct line_walk walk = {.rest = look->accounts};

	while (line_next(&walk))
		if (opens_to_all(walk.line, p))
			report_line(look->r, REPORT_WARNING, "provider",
			    "%s:%u: %s says that everybody can have a mailbox "
			    "there (add public=yes if all of them may log in)",
			    NAMES_ACCOUNTS, walk.number, p->path);
}

/* A file of the administrator's must be right, also while nobody names it. */
static bool
check_own(void *arg, const char *name)
{
	const struct look *look = arg;
	struct provider *p = NULL;
	struct error e;

	error_clear(&e);
	if (provider_load(look->places, name, &p, &e) != ERROR_NONE)
		report_line(look->r, REPORT_WARNING, "provider", "%s", e.text);
	else
		check_lines(look, p);
	provider_free(&p);
	return true;
}

void
check_providers(struct report *r, const struct conf *conf)
{
	struct provider_places places;
	struct look look = {.r = r, .places = &places};
	struct buf accounts;
	struct error ignored;

	for (size_t i = 0; i < conf->n_logins; i++)
		say_hints(r, "login", conf->logins[i].domain,
		    conf->logins[i].provider);
	for (size_t i = 0; i < conf->n_relays; i++)
		say_hints(
		    r, "relay", conf->relays[i].name, conf->relays[i].provider);
	buf_init(&accounts, LIMIT_ACCOUNTS_FILE);
	if (file_read(NAMES_ACCOUNTS, &accounts, &ignored) == ERROR_NONE)
		look.accounts = buf_view(&accounts);
	if (provider_places(NAMES_SETTINGS, true, &places, &ignored) ==
	    ERROR_NONE)
		provider_walk_own(&places, check_own, &look);
	buf_clear(&accounts);
}
