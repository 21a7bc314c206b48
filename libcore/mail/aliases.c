/* SPDX-License-Identifier: ISC */
/* Reading the aliases file. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/limits.h"
#include "mail/address.h"
#include "mail/aliases.h"
#include "mail/aliases_table.h"
#include "sys/file.h"

/* A file being read. */
struct reading {
	struct aliases *a;
	unsigned line; /* of the entry */
	bool failed;   /* memory is short */
	aliases_problem_fn *fn;
	void *arg;
};

/* Tells of a problem, which entry (unless NULL) keeps too. */
static void __attribute__((format(printf, 3, 4)))
complain(struct reading *r, struct alias *entry, const char *fmt, ...)
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
take_target(struct reading *r, struct alias *entry, struct view target)
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
take_targets(struct reading *r, struct alias *entry, struct view rest)
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

static bool
take_entry(struct reading *r, struct view text)
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

static struct view
next_line(struct view *rest)
{
	struct view line;

	if (!view_split(rest, '\n', &line))
		return (struct view){NULL, 0};
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Comments and lines without anything. */
static bool
is_nothing(struct view line)
{
	struct view trimmed = view_trim(line);

	return trimmed.n == 0 || trimmed.p[0] == '#';
}

static bool
is_continuation(struct view line)
{
	return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

/* Reads all entries, each put together from its lines. */
static bool
take_text(struct reading *r, struct view rest)
{
	unsigned number = 0;
	struct buf entry;
	bool ok = true;

	buf_init(&entry, LIMIT_SETTINGS_FILE);
	while (ok && rest.p != NULL) {
		struct view line = next_line(&rest);

		number++;
		if (is_nothing(line))
			continue;
		if (!is_continuation(line)) {
			if (entry.n > 0)
				ok = take_entry(r, buf_view(&entry));
			buf_reset(&entry);
			r->line = number;
		}
		buf_add(&entry, line);
	}
	if (ok && entry.n > 0)
		ok = take_entry(r, buf_view(&entry));
	ok = ok && !entry.failed;
	buf_clear(&entry);
	return ok;
}

enum error_code
aliases_parse(struct view text, const char *file, aliases_problem_fn *fn,
    void *arg, struct aliases **out, struct error *e)
{
	struct reading r = {.fn = fn, .arg = arg};

	*out = NULL;
	r.a = calloc(1, sizeof(*r.a));
	if (r.a != NULL)
		r.a->file = view_dup(view_of(file));
	if (r.a == NULL || r.a->file == NULL || !take_text(&r, text)) {
		aliases_free(&r.a);
		return error_set(e, ERROR_MEMORY, "%s: no memory", file);
	}
	*out = r.a;
	return ERROR_NONE;
}

enum error_code
aliases_load(const char *file, aliases_problem_fn *fn, void *arg,
    struct aliases **out, struct error *e)
{
	struct buf b;
	enum error_code code;

	*out = NULL;
	buf_init(&b, LIMIT_SETTINGS_FILE);
	code = file_read(file, &b, e);
	if (code == ERROR_NONE || code == ERROR_NOTFOUND)
		code = aliases_parse(buf_view(&b), file, fn, arg, out, e);
	buf_clear(&b);
	return code;
}

void
aliases_free(struct aliases **a)
{
	if (*a == NULL)
		return;
	for (size_t i = 0; i < (*a)->n; i++) {
		free((*a)->list[i].name);
		free((*a)->list[i].wrong);
		buf_clear(&(*a)->list[i].targets);
	}
	free((*a)->list);
	free((*a)->file);
	free(*a);
	*a = NULL;
}
