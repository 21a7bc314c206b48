/* SPDX-License-Identifier: ISC */
/* Final recipients. */
#include "config.h"

#include <string.h>

#include "mail/aliases.h"
#include "sendmail-shim/postern-queue/expand.h"
#include "sys/log.h"

/* Aliases leave room for every recipient that needs none. */
#define EXPANDED_MAX (JOURNAL_RECIPIENTS - LIMIT_RECIPIENTS)

static void
log_problem(void *arg, const char *text)
{
	(void)arg;
	log_event(LOG_LEVEL_ERROR, "aliases: %s", text);
}

void
expand_refresh(struct runner *r)
{
	struct aliases *fresh = NULL;
	struct stamp now = {1};
	struct error e;
	bool same;

	stamp_add(&now, r->config.aliases);
	same = stamp_eq(now, r->aliases_stamp);
	if (r->aliases != NULL && same)
		return;
	r->aliases_stamp = now;
	if (aliases_load(r->config.aliases, log_problem, NULL, &fresh, &e) !=
	    ERROR_NONE) {
		if (!same)
			log_event(LOG_LEVEL_ERROR, "aliases: %s", e.text);
		return;
	}
	aliases_free(&r->aliases);
	r->aliases = fresh;
	list_hurry(&r->list, true);
}

struct target {
	struct journal *j;
	unsigned original;
	struct error *e;
};

static bool
add_target(void *arg, struct view address)
{
	struct target *t = arg;

	if (t->j->n >= EXPANDED_MAX) {
		error_set(t->e, ERROR_LIMIT,
		    "more than %lu recipients behind aliases", EXPANDED_MAX);
		return false;
	}
	return journal_add(t->j, t->original, address, t->e) == ERROR_NONE;
}

/* Appends what a local name stands for; nothing on failure. */
static enum error_code
expand_name(struct runner *r, struct view name, unsigned original,
    struct journal *j, struct error *e)
{
	struct error reason = {.code = ERROR_NONE};
	struct target t = {j, original, &reason};
	unsigned before = j->n;
	enum error_code code;

	if (r->aliases == NULL)
		return error_set(e, ERROR_SETTINGS,
		    "%s cannot be read, and \"%.*s\" is a local name",
		    r->config.aliases, VIEW_ARG(name));
	code = aliases_expand(r->aliases, name, add_target, &t, e);
	if (code == ERROR_LIMIT && reason.code != ERROR_NONE)
		code = error_set(e, reason.code, "%s", reason.text);
	if (code != ERROR_NONE)
		journal_cut(j, before);
	return code;
}

enum error_code
expand_message(struct runner *r, const struct message *m, struct journal *j,
    bool *changed_out, struct error *e)
{
	const char *p = m->recipients.p;
	enum error_code code = ERROR_NONE;

	for (unsigned i = 0; i < m->n_recipients && code == ERROR_NONE; i++) {
		struct view to = view_of(p);

		if (strchr(p, '@') == NULL &&
		    expand_name(r, to, i, j, e) == ERROR_NONE)
			*changed_out = true;
		else
			code = journal_add(j, i, to, e);
		p += to.n + 1;
	}
	return code;
}

static bool
waits_for_name(const struct runner *r, const struct journal_recipient *to)
{
	return !entry_resolved(to) && !journal_state_done(to->state) &&
	    to->due <= r->now.wall;
}

enum error_code
expand_again(
    struct runner *r, struct journal *j, bool *changed_out, struct error *e)
{
	unsigned i = 0, n = j->n;

	while (i < n) {
		struct journal_recipient *to = &j->list[i];

		if (waits_for_name(r, to) &&
		    expand_name(r, view_of(to->address), to->original, j, e) ==
			ERROR_NONE) {
			journal_drop(j, i);
			n--;
			*changed_out = true;
		} else {
			i++;
		}
	}
	return ERROR_NONE;
}

void
expand_hold(struct runner *r, struct entry *en)
{
	struct journal unused;
	struct error e;

	en->item.unresolved = false;
	journal_init(&unused);
	for (unsigned i = 0; i < en->j.n; i++) {
		struct journal_recipient *to = &en->j.list[i];

		if (entry_resolved(to) || journal_state_done(to->state))
			continue;
		en->item.unresolved = true;
		if (!waits_for_name(r, to))
			continue;
		if (expand_name(r, view_of(to->address), to->original, &unused,
			&e) == ERROR_NONE)
			error_set(&e, ERROR_LIMIT,
			    "with it there are more than %lu recipients behind "
			    "aliases",
			    EXPANDED_MAX);
		journal_cut(&unused, 0);
		entry_note_unresolved(en, i, e.text, r->now, runner_random());
	}
	journal_clear(&unused);
}
