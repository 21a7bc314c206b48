/* SPDX-License-Identifier: ISC */
/* One entry of the aliases file: its name and what it stands for. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/aliases_entry.h"
#include "mail/aliases_table.h"

/* Tells of a problem, which entry (unless NULL) keeps too. */
static void __attribute__((format(printf, 3, 4)))
complain(struct aliases_reading *r, struct alias *entry, const char *fmt, ...)
{
	struct buf b;
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_init(&b, 4 * sizeof(text) + LIMIT_PATH);
	buf_printf(&b, "%s:%u: ", r->a->file, r->line);
	escape_add(&b, view_of(text));
	if (r->fn != NULL && buf_str(&b) != NULL)
		r->fn(r->arg, b.p);
	if (entry != NULL && entry->wrong == NULL) {
		entry->wrong = view_dup(buf_view(&b));
		r->failed = entry->wrong == NULL;
	}
	buf_clear(&b);
}

/* A new entry of this name; NULL when memory is short. */
static struct alias *
add_entry(struct aliases *a, struct view name)
{
	struct alias *entry;

	if (a->n == a->size) {
		size_t size = a->size != 0 ? 2 * a->size : 16;
		void *list = reallocarray(a->list, size, sizeof(*a->list));

		if (list == NULL)
			return NULL;
		a->list = list;
		a->size = size;
	}
	entry = &a->list[a->n];
	entry->wrong = NULL;
	buf_init(&entry->targets, LIMIT_SETTINGS_FILE);
	entry->name = view_dup(name);
	if (entry->name == NULL)
		return NULL;
	a->n++;
	return entry;
}

static bool
add_target(void *arg, struct view address, struct view name)
{
	struct buf *targets = arg;

	(void)name;
	if (address.n > LIMIT_ADDRESS || view_has_control(address))
		return false;
	buf_add(targets, address);
	return buf_add_byte(targets, '\0');
}

/* What begins a target that is no address, and why it is refused. */
static const struct {
	const char *prefix;
	const char *reason;
} refused[] = {
    {"|", "a program is no target: mail is not given to programs here"},
    {"/", "a file is no target: mail is not written to files here"},
    {":include:",
	"lists in other files are not read yet: write the "
	"addresses here"},
    {"\\", "there are no local mailboxes: leave the backslash out"},
};

static void
take_target(struct aliases_reading *r, struct alias *entry, struct view target)
{
	struct view inner = target;

	if (inner.n > 0 && inner.p[0] == '"')
		inner = view_trim(view_from(inner, 1));
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (!view_starts_case(inner, refused[i].prefix))
			continue;
		complain(r, entry, "%s: %.*s: %s", entry->name,
		    VIEW_ARG(target), refused[i].reason);
		return;
	}
	if (!address_each(target, add_target, &entry->targets))
		complain(r, entry, "%s: %.*s: not an address", entry->name,
		    VIEW_ARG(target));
}

/* The length of the target at the start of rest: up to a comma that is not
 * inside quotes. */
static size_t
target_length(struct view rest)
{
	bool quoted = false;
	size_t n;

	for (n = 0; n < rest.n && (quoted || rest.p[n] != ','); n++) {
		if (rest.p[n] == '"')
			quoted = !quoted;
		else if (rest.p[n] == '\\')
			n++;
	}
	return n < rest.n ? n : rest.n;
}

static void
take_targets(struct aliases_reading *r, struct alias *entry, struct view rest)
{
	for (;;) {
		size_t n = target_length(rest);
		struct view target = view_trim(view_before(rest, n));

		if (target.n > 0)
			take_target(r, entry, target);
		if (n == rest.n)
			break;
		rest = view_from(rest, n + 1);
	}
	if (entry->targets.n == 0 && entry->wrong == NULL)
		complain(r, entry, "%s: it stands for nothing", entry->name);
}

/* Takes "name:" or "\"name\":" off the front; false when there is none. */
static bool
take_name(struct view *rest, struct view *name_out)
{
	struct view text = view_trim(*rest);
	char end = ':';

	if (text.n > 0 && text.p[0] == '"') {
		end = '"';
		text = view_from(text, 1);
	}
	*name_out = view_trim(view_before(text, view_find(text, end)));
	text = view_from(text, view_find(text, end));
	if (end == '"')
		text = view_trim(view_from(text, 1));
	if (text.n == 0 || text.p[0] != ':' || name_out->n == 0 ||
	    view_has_control(*name_out))
		return false;
	*rest = view_from(text, 1);
	return true;
}

bool
aliases_entry_take(struct aliases_reading *r, struct view text)
{
	struct alias *entry;
	struct view name;

	if (!take_name(&text, &name)) {
		complain(r, NULL, "not an alias (name: address, ...)");
		return true;
	}
	if (view_find(name, '@') < name.n) {
		complain(r, NULL, "%.*s: only local names have aliases",
		    VIEW_ARG(name));
		return true;
	}
	if (aliases_has(r->a, name)) {
		complain(r, NULL, "%.*s: has an alias above; that one counts",
		    VIEW_ARG(name));
		return true;
	}
	entry = add_entry(r->a, name);
	if (entry == NULL)
		return false;
	take_targets(r, entry, text);
	return !entry->targets.failed && !r->failed;
}
