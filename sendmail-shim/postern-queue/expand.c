/* SPDX-License-Identifier: ISC */
/* Final recipients. */
#include "config.h"

#include <string.h>
#include <sys/inotify.h>

#include "mail/aliases.h"
#include "sendmail-shim/local/a_label.h"
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

/* What the meaning of local names depends on. */
static struct stamp
stamp_of_all(const struct runner *r)
{
	struct stamp now = {1};
	const char *list;

	stamp_add(&now, r->config.aliases);
	if (r->config.accounts != NULL)
		stamp_add(&now, r->config.accounts);
	for (size_t i = 0;
	     r->aliases != NULL && (list = aliases_list(r->aliases, i)) != NULL;
	     i++) {
		stamp_add(&now, list);
		stamp_add_way(&now, list);
	}
	return stamp_with(now, r->settings.stamp);
}

/* Has the kernel tell of changes in the directory of a file. */
static void
watch_directory_of(const struct runner *r, const char *file)
{
	char path[LIMIT_PATH];
	struct view dir =
	    view_before(view_of(file), view_find_last(view_of(file), '/'));

	if (dir.n != 0 && view_copy(dir, path, sizeof(path)))
		inotify_add_watch(r->events, path,
		    IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_ATTRIB);
}

static void
watch_all(const struct runner *r)
{
	const char *list;

	watch_directory_of(r, r->config.aliases);
	for (size_t i = 0; (list = aliases_list(r->aliases, i)) != NULL; i++)
		watch_directory_of(r, list);
}

static enum error_code
load(struct runner *r, aliases_problem_fn *fn, struct error *e)
{
	struct aliases *fresh;
	enum error_code code;

	r->aliases_stamp = stamp_of_all(r);
	code = aliases_load(
	    r->config.aliases, r->config.check_owner, fn, NULL, &fresh, e);
	if (code != ERROR_NONE)
		return code;
	aliases_free(&r->aliases);
	r->aliases = fresh;
	return ERROR_NONE;
}

void
expand_refresh(struct runner *r)
{
	bool same = stamp_eq(stamp_of_all(r), r->aliases_stamp);
	struct error e;

	if (r->settings.conf == NULL || (r->aliases != NULL && same))
		return;
	if (!same) {
		local_clear(&r->local);
		local_load(&r->local, r->settings.conf, r->config.accounts,
		    r->config.check_owner);
	}
	/* Which lists there are is known after the first time only: what they
	 * are is noted before they are read. */
	if (load(r, NULL, &e) != ERROR_NONE ||
	    load(r, log_problem, &e) != ERROR_NONE) {
		if (!same)
			log_event(LOG_LEVEL_ERROR, "aliases: %s", e.text);
		return;
	}
	watch_all(r);
	list_hurry(&r->list, true);
}

struct target {
	struct journal *j;
	struct journal_origin of;
	struct error *e;
};

static bool
add_target(void *arg, struct view address)
{
	struct target *t = arg;
	char room[A_LABEL_ADDRESS];

	address = a_label_address(address, room);
	if (t->j->n >= EXPANDED_MAX) {
		error_set(t->e, ERROR_LIMIT,
		    "more than %lu recipients behind aliases", EXPANDED_MAX);
		return false;
	}
	if (!message_check_address(address)) {
		error_set(t->e, ERROR_SETTINGS,
		    "behind an alias stands \"%.*s\", which mail cannot be "
		    "sent to",
		    VIEW_ARG(address));
		return false;
	}
	return journal_add(t->j, t->of, address, t->e) == ERROR_NONE;
}

/* Appends what an address without a domain stands for; nothing on failure. */
static enum error_code
expand_name(struct runner *r, struct view local, struct journal_origin of,
    struct journal *j, struct error *e)
{
	struct error reason = {.code = ERROR_NONE};
	struct target t = {j, of, &reason};
	struct aliases_host host = local_host(&r->local);
	char name[LIMIT_ADDRESS + 1];
	unsigned before = j->n;
	enum error_code code;

	if (r->aliases == NULL)
		return error_set(e, ERROR_SETTINGS,
		    "%s cannot be read, and \"%.*s\" is a local name",
		    r->config.aliases, VIEW_ARG(local));
	if (!aliases_local_name(&host, local, &local, name))
		return error_set(e, ERROR_SETTINGS,
		    "\"%.*s\" cannot be a local name", VIEW_ARG(local));
	code =
	    aliases_expand(r->aliases, &host, view_of(name), add_target, &t, e);
	if (code == ERROR_LIMIT && reason.code != ERROR_NONE)
		code = error_set(e, reason.code, "%s", reason.text);
	if (code != ERROR_NONE)
		journal_cut(j, before);
	return code;
}

/* Appends what one recipient of the envelope stands for; a name that leads
 * nowhere stands for itself, without a domain. */
static enum error_code
expand_one(struct runner *r, struct view to, struct journal_origin of,
    struct journal *j, bool *changed_out, struct error *e)
{
	struct aliases_host host = local_host(&r->local);
	char name[LIMIT_ADDRESS + 1], room[A_LABEL_ADDRESS];
	struct view local, labels = a_label_address(to, room);

	if (!view_eq(labels, to) && message_check_address(labels)) {
		*changed_out = true;
		to = labels;
	}
	if (!aliases_local_name(&host, to, &local, name))
		return journal_add(j, of, to, e);
	if (expand_name(r, local, of, j, e) != ERROR_NONE)
		return journal_add(j, of, local, e);
	*changed_out = true;
	return ERROR_NONE;
}

enum error_code
expand_message(struct runner *r, const struct message *m, struct journal *j,
    bool *changed_out, struct error *e)
{
	const char *p = m->recipients.p;
	enum error_code code = ERROR_NONE;

	for (unsigned i = 0; i < m->n_recipients && code == ERROR_NONE; i++) {
		code = expand_one(
		    r, view_of(p), journal_origin(m, i), j, changed_out, e);
		p += strlen(p) + 1;
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
		    expand_name(r, view_of(to->address), to->of, j, e) ==
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
		if (expand_name(r, view_of(to->address), to->of, &unused, &e) ==
		    ERROR_NONE)
			error_set(&e, ERROR_LIMIT,
			    "with it there are more than %lu recipients behind "
			    "aliases",
			    EXPANDED_MAX);
		journal_cut(&unused, 0);
		entry_note_unresolved(en, i, e.text, r->now, runner_random());
	}
	journal_clear(&unused);
}
