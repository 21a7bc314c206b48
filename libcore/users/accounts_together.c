/* SPDX-License-Identifier: ISC */
/* Reporting lines of an accounts file that do not go with others. */
#include "config.h"

#include <stdlib.h>

#include "base/num.h"
#include "users/accounts_file.h"
#include "users/files.h"
#include "users/hash.h"
#include "users/line.h"

/* What only one line can have: an address or a number, as a hash. */
struct claim {
	uint64_t hash;
	unsigned line;
	unsigned before; /* the line that has it already; 0: none */
	bool is_uid;
};

struct claims {
	struct claim *list;
	size_t n, size;
};

struct report {
	accounts_bad_line_fn *fn;
	void *arg;
	unsigned lines;
};

static int
by_hash(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static int
by_line(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	return x->line < y->line ? -1 : x->line > y->line;
}

static void
report(struct report *r, unsigned line, const char *why)
{
	r->fn(r->arg, line, why);
	r->lines++;
}

static bool
claim(struct claims *c, struct view what, unsigned line, bool is_uid)
{
	unsigned char digest[HASH_SHA256_SIZE];

	if (c->n == c->size) {
		size_t size = c->size != 0 ? 2 * c->size : 256;
		struct claim *list = reallocarray(c->list, size, sizeof(*list));

		if (list == NULL)
			return false;
		c->list = list;
		c->size = size;
	}
	hash_sha256(what, digest);
	c->list[c->n++] = (struct claim){
	    .hash = num_get64(digest), .line = line, .is_uid = is_uid};
	return true;
}

/* The claims of one good line. */
static bool
claim_line(struct claims *c, unsigned line, const struct line_subject *s,
    const struct keys_values *v)
{
	char lower[LIMIT_ADDRESS + 1];

	return account_lower(s->name, lower, sizeof(lower)) &&
	    claim(c, view_of(lower), line, false) &&
	    (v->uid.n == 0 || claim(c, v->uid, line, true));
}

static void
report_claims(struct claims *c, struct report *r)
{
	struct error e;

	if (c->n == 0)
		return;
	qsort(c->list, c->n, sizeof(c->list[0]), by_hash);
	for (size_t i = 1; i < c->n; i++)
		if (c->list[i].hash == c->list[i - 1].hash)
			c->list[i].before = c->list[i - 1].before != 0
			    ? c->list[i - 1].before
			    : c->list[i - 1].line;
	qsort(c->list, c->n, sizeof(c->list[0]), by_line);
	for (size_t i = 0; i < c->n; i++) {
		if (c->list[i].before == 0)
			continue;
		error_set(&e, ERROR_SETTINGS, "line %u has this %s already",
		    c->list[i].before, c->list[i].is_uid ? "uid=" : "address");
		report(r, c->list[i].line, e.text);
	}
}

/* What is wrong with a group= or local=, or ERROR_NONE. */
static enum error_code
check_group(const char *etc_dir, struct view group, struct error *e)
{
	gid_t gid = 0;

	if (group.n == 0)
		return ERROR_NONE;
	if (files_find_group(etc_dir, group, &gid, e) != ERROR_NONE)
		return error_prefix(e, "group=%.*s", VIEW_ARG(group));
	if (gid < LIMIT_FIRST_ORDINARY_ID)
		return error_set(e, ERROR_SETTINGS,
		    "group=%.*s is a system group (number %u, below %d)",
		    VIEW_ARG(group), (unsigned)gid, LIMIT_FIRST_ORDINARY_ID);
	return ERROR_NONE;
}

static enum error_code
check_local(const char *etc_dir, struct view local, struct error *e)
{
	uid_t uid = 0;

	if (local.n == 0)
		return ERROR_NONE;
	if (files_find_user(etc_dir, local, &uid, e) != ERROR_NONE)
		return error_prefix(e, "local=%.*s", VIEW_ARG(local));
	if (uid < LIMIT_FIRST_ORDINARY_ID)
		return error_set(e, ERROR_SETTINGS,
		    "local=%.*s is a system account (number %u, below %d)",
		    VIEW_ARG(local), (unsigned)uid, LIMIT_FIRST_ORDINARY_ID);
	return ERROR_NONE;
}

unsigned
accounts_check_together(const struct accounts *a, const char *etc_dir,
    accounts_bad_line_fn *fn, void *arg)
{
	struct line_walk w = {.rest = buf_view(&a->text)};
	struct report r = {.fn = fn, .arg = arg};
	struct claims c = {0};
	struct line_subject s;
	struct keys_values v;
	struct error e;

	while (line_next(&w)) {
		line_subject(w.line, &s);
		if (s.defaults || s.deny ||
		    line_check(w.line, &a->defaults.range, &v, &e) !=
			ERROR_NONE)
			continue;
		if (check_group(etc_dir, v.group, &e) != ERROR_NONE ||
		    check_local(etc_dir, v.local, &e) != ERROR_NONE)
			report(&r, w.number, e.text);
		if (!claim_line(&c, w.number, &s, &v))
			report(&r, w.number, "no memory to check it");
	}
	report_claims(&c, &r);
	free(c.list);
	return r.lines;
}
