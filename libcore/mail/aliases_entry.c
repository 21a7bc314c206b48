/* SPDX-License-Identifier: ISC */
/* One entry of the aliases file: its name and what it stands for. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/escape.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/aliases_entry.h"
#include "mail/aliases_list.h"

bool
aliases_line_next(struct view *rest, unsigned *number, struct view *line_out)
{
	while (view_split(rest, '\n', line_out)) {
		struct view trimmed;

		++*number;
		if (line_out->n > 0 && line_out->p[line_out->n - 1] == '\r')
			line_out->n--;
		trimmed = view_trim(*line_out);
		if (trimmed.n > 0 && trimmed.p[0] != '#')
			return true;
	}
	return false;
}

void
aliases_complain(
    struct aliases_reading *r, struct alias *entry, const char *fmt, ...)
{
	struct buf b;
	char text[ERROR_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_init(&b, 4 * (sizeof(text) + LIMIT_PATH) + 16);
	escape_add(&b, view_of(r->file));
	buf_printf(&b, ":%u: ", r->line);
	escape_add(&b, view_of(text));
	if (r->reader->problem != NULL && buf_str(&b) != NULL)
		r->reader->problem(r->reader->problem_arg, b.p);
	if (entry != NULL && entry->wrong == NULL) {
		entry->wrong = view_dup(buf_view(&b));
		if (entry->wrong == NULL)
			r->failed = true;
	}
	buf_clear(&b);
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
    {"\\", "there are no local mailboxes: leave the backslash out"},
};

/* Without quotes around all of it, and blanks. */
static struct view
without_quotes(struct view target)
{
	if (target.n == 0 || target.p[0] != '"')
		return target;
	target = view_from(target, 1);
	if (target.n > 0 && target.p[target.n - 1] == '"')
		target.n--;
	return view_trim(target);
}

static bool
take_target(struct aliases_reading *r, struct alias *entry, struct view target)
{
	static const char include[] = ":include:";
	struct view inner = without_quotes(target);

	if (view_starts_case(inner, include))
		return aliases_list_add(
		    r, entry, view_trim(view_from(inner, sizeof(include) - 1)));
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (!view_starts(inner, refused[i].prefix))
			continue;
		aliases_complain(r, entry, "%s: %.*s: %s", entry->name,
		    VIEW_ARG(target), refused[i].reason);
		return !r->failed;
	}
	if (!address_each(target, add_target, &entry->targets))
		aliases_complain(r, entry, "%s: %.*s: not an address",
		    entry->name, VIEW_ARG(target));
	return !r->failed && !entry->targets.failed;
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

bool
aliases_entry_add(
    struct aliases_reading *r, struct alias *entry, struct view text)
{
	bool ok = true;

	for (;;) {
		size_t n = target_length(text);
		struct view target = view_trim(view_before(text, n));

		if (target.n > 0)
			ok = take_target(r, entry, target);
		if (!ok || n == text.n)
			return ok;
		text = view_from(text, n + 1);
	}
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
		aliases_complain(r, NULL, "not an alias (name: address, ...)");
		return true;
	}
	if (view_find(name, '@') < name.n) {
		aliases_complain(r, NULL, "%.*s: only local names have aliases",
		    VIEW_ARG(name));
		return true;
	}
	if (aliases_has(r->a, name)) {
		aliases_complain(r, NULL,
		    "%.*s: has an alias above; that one counts",
		    VIEW_ARG(name));
		return true;
	}
	entry = aliases_table_add(&r->a->names, name, r->a->n);
	if (entry == NULL)
		return false;
	r->a->n++;
	if (!aliases_entry_add(r, entry, text))
		return false;
	if (entry->targets.n == 0 && entry->wrong == NULL)
		aliases_complain(
		    r, entry, "%s: it stands for nothing", entry->name);
	return !r->failed;
}
