/* SPDX-License-Identifier: ISC */
/* The accounts file in memory, and what it says of a name. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/num.h"
#include "sys/file.h"
#include "sys/io.h"
#include "users/accounts_file.h"
#include "users/head.h"
#include "users/line.h"
#include "users/range.h"

/* Whether the word stands anywhere from the first other line on. */
static bool
has_word_behind(struct view text, const char *first_other)
{
	static const char word[] = "defaults";
	struct view rest = view_from(text, (size_t)(first_other - text.p));

	return memmem(rest.p, rest.n, word, sizeof(word) - 1) != NULL;
}

/* A "defaults" line behind others would be read by nobody: it is bad. */
static void
find_misplaced_defaults(struct accounts *a)
{
	struct line_walk w = {.rest = buf_view(&a->text)};
	struct line_subject s;
	bool behind = false;

	while (a->defaults.bad_line == 0 && line_next(&w)) {
		line_subject(w.line, &s);
		if (s.defaults && behind)
			a->defaults.bad_line = w.number;
		if (!s.defaults && !behind &&
		    !has_word_behind(buf_view(&a->text), w.line.p))
			return;
		behind = behind || !s.defaults;
	}
}

enum error_code
accounts_new(const char *path, struct accounts **out, struct error *e)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return error_set(e, ERROR_MEMORY, "%s: no memory", path);
	buf_init(&(*out)->text, LIMIT_ACCOUNTS_FILE);
	return ERROR_NONE;
}

enum error_code
accounts_load(struct accounts *a, int fd, const struct stat *st,
    const char *path, struct error *e)
{
	enum error_code code;

	buf_reset(&a->text);
	index_identify(st, &a->identity);
	code = file_read_fd(fd, path, &a->text, e);
	if (code != ERROR_NONE)
		return code;
	head_parse(buf_view(&a->text), true, &a->defaults);
	find_misplaced_defaults(a);
	return ERROR_NONE;
}

enum error_code
accounts_open(
    const char *path, bool check_owner, struct accounts **out, struct error *e)
{
	struct stat st;
	struct accounts *a;
	enum error_code code;
	int fd = head_open(path, check_owner, &st, e);

	*out = NULL;
	if (fd < 0)
		return e->code;
	code = accounts_new(path, &a, e);
	if (code == ERROR_NONE)
		code = accounts_load(a, fd, &st, path, e);
	io_close(&fd);
	if (code == ERROR_NONE)
		*out = a;
	else
		accounts_close(&a);
	return code;
}

void
accounts_close(struct accounts **a)
{
	if (*a != NULL)
		buf_clear(&(*a)->text);
	free(*a);
	*a = NULL;
}

void
accounts_get_defaults(const struct accounts *a, struct accounts_defaults *out)
{
	*out = a->defaults;
}

/* The rule of a good line that matches name; false when it is bad for it. */
static bool
make_rule(const struct accounts *a, struct view line, struct view name,
    struct accounts_rule *out)
{
	const struct accounts_defaults *d = &a->defaults;
	struct keys_values v;
	struct error e;
	uint64_t uid = 0;

	if (line_check(line, &d->range, &v, &e) != ERROR_NONE)
		return false;
	out->has_uid = num_parse(v.uid, 0, UINT32_MAX, &uid);
	out->uid = (uid_t)uid;
	return line_expand(v.home.n != 0 ? v.home : view_of(d->home), name,
		   out->home, sizeof(out->home)) &&
	    view_copy(v.shell.n != 0 ? v.shell : view_of(d->shell), out->shell,
		sizeof(out->shell)) &&
	    view_copy(v.group, out->group, sizeof(out->group)) &&
	    view_copy(v.local, out->local, sizeof(out->local));
}

/* Takes the search's line into account; true when it decides alone. */
static bool
judge_line(const struct accounts *a, const struct line_search *search,
    bool *found, struct accounts_rule *out)
{
	struct accounts_rule rule = {.at = search->line.p};
	struct line_subject s;

	line_subject(search->line, &s);
	if (s.defaults || (*found && !s.deny) ||
	    !line_matches(&s, search->name))
		return false;
	rule.wildcard = s.wildcard;
	if (!s.deny && !make_rule(a, search->line, search->name, &rule))
		return false;
	*found = true;
	*out = rule;
	return s.deny;
}

enum accounts_answer
accounts_look(
    const struct accounts *a, struct view name, struct accounts_rule *rule_out)
{
	struct line_search s = {.text = buf_view(&a->text), .name = name};
	bool found = false;

	while (line_search_next(&s))
		if (judge_line(a, &s, &found, rule_out))
			return ACCOUNTS_DENIED;
	if (!found)
		return ACCOUNTS_NO_LINE;
	return rule_out->local[0] != '\0' ? ACCOUNTS_LOCAL : ACCOUNTS_ALLOWED;
}

enum accounts_answer
accounts_find(
    const struct accounts *a, struct view name, struct accounts_rule *rule_out)
{
	enum accounts_answer answer = accounts_look(a, name, rule_out);

	if (answer != ACCOUNTS_NO_LINE)
		rule_out->line = line_number(buf_view(&a->text), rule_out->at);
	return answer;
}

/* Whether name's line is the one that counts for it and opens local. */
static bool
opens_local(const struct accounts *a, struct view name, struct view local)
{
	struct accounts_rule rule;

	return account_check_name(name) &&
	    accounts_look(a, name, &rule) == ACCOUNTS_LOCAL &&
	    view_eq_str(local, rule.local);
}

bool
accounts_find_local(
    const struct accounts *a, struct view local, char *dst, size_t size)
{
	static const char key[] = "local=";
	struct line_walk w = {.rest = buf_view(&a->text)};
	struct line_subject s;

	if (memmem(w.rest.p, w.rest.n, key, sizeof(key) - 1) == NULL)
		return false;
	while (line_next(&w)) {
		if (memmem(w.line.p, w.line.n, key, sizeof(key) - 1) == NULL)
			continue;
		line_subject(w.line, &s);
		if (s.defaults || s.deny || s.wildcard ||
		    !line_names_local(s.behind, local))
			continue;
		if (account_lower(s.name, dst, size) &&
		    opens_local(a, view_of(dst), local))
			return true;
	}
	return false;
}

bool
accounts_names_uid(const struct accounts *a, uid_t uid)
{
	struct line_walk w = {.rest = buf_view(&a->text)};
	struct keys_values v;
	struct error e;
	uint64_t n;

	if (memmem(w.rest.p, w.rest.n, "uid=", 4) == NULL)
		return false;
	while (line_next(&w))
		if (memmem(w.line.p, w.line.n, "uid=", 4) != NULL &&
		    line_check(w.line, &a->defaults.range, &v, &e) ==
			ERROR_NONE &&
		    num_parse(v.uid, 0, UINT32_MAX, &n) && n == uid)
			return true;
	return false;
}
