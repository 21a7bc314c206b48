/* SPDX-License-Identifier: ISC */
/* The table of keys in the accounts file. */
#include "config.h"

#include <stddef.h>

#include "base/limits.h"
#include "base/num.h"
#include "users/account.h"
#include "users/keys.h"
#include "users/line.h"
#include "users/range.h"

static enum error_code
check_number(struct view v, struct error *e)
{
	uint64_t n;

	if (num_parse(v, 0, UINT32_MAX, &n))
		return ERROR_NONE;
	return error_set(e, ERROR_SETTINGS, "it is not a number");
}

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/* A name that local accounts and groups can have. */
static enum error_code
check_local_name(struct view v, struct error *e)
{
	bool good = v.n <= LIMIT_LABEL && v.p[0] != '-' && v.p[0] != '.';

	for (size_t i = 0; good && i < v.n; i++)
		good = is_name_byte(v.p[i]);
	if (good)
		return ERROR_NONE;
	return error_set(
	    e, ERROR_SETTINGS, "it is not a name as local ones are");
}

static enum error_code
check_local(struct view v, struct error *e)
{
	if (view_eq_str(v, "root"))
		return error_set(
		    e, ERROR_SETTINGS, "no mailbox ever opens root");
	return check_local_name(v, e);
}

static enum error_code
check_path(struct view v, struct error *e)
{
	if (account_check_path(v))
		return ERROR_NONE;
	return error_set(
	    e, ERROR_SETTINGS, "it is not an absolute path without ':'");
}

/* A home directory's pattern: tried with an address. */
static enum error_code
check_home(struct view v, struct error *e)
{
	char home[LIMIT_PATH];

	if (line_expand(v, view_of("u@example.com"), home, sizeof(home)))
		return ERROR_NONE;
	return error_set(e, ERROR_SETTINGS,
	    "it is not an absolute path without ':' (%%d is the domain, %%u "
	    "what stands before the '@', %%%% a '%%')");
}

static enum error_code
check_yes(struct view v, struct error *e)
{
	if (view_eq_str(v, "yes") || view_eq_str(v, "no"))
		return ERROR_NONE;
	return error_set(e, ERROR_SETTINGS, "it is neither yes nor no");
}

static enum error_code
check_range(struct view v, struct error *e)
{
	struct accounts_range range;

	return range_parse(v, &range, e);
}

static const struct key {
	const char *name;
	size_t at; /* of its view in struct keys_values */
	unsigned where;
	enum error_code (*check)(struct view value, struct error *e);
} keys[] = {
    {"uid", offsetof(struct keys_values, uid), KEYS_ADDRESS, check_number},
    {"group", offsetof(struct keys_values, group), KEYS_ADDRESS | KEYS_WILDCARD,
	check_local_name},
    {"home", offsetof(struct keys_values, home),
	KEYS_ADDRESS | KEYS_WILDCARD | KEYS_DEFAULTS, check_home},
    {"shell", offsetof(struct keys_values, shell),
	KEYS_ADDRESS | KEYS_WILDCARD | KEYS_DEFAULTS, check_path},
    {"local", offsetof(struct keys_values, local), KEYS_LOCAL, check_local},
    {"public", offsetof(struct keys_values, public), KEYS_WILDCARD, check_yes},
    {"range", offsetof(struct keys_values, range), KEYS_DEFAULTS, check_range},
};
#define N_KEYS (sizeof(keys) / sizeof(keys[0]))

static struct view
get(const struct keys_values *v, const struct key *key)
{
	return *(const struct view *)(const void *)((const char *)v + key->at);
}

static void
set(struct keys_values *v, const struct key *key, struct view value)
{
	*(struct view *)(void *)((char *)v + key->at) = value;
}

static const struct key *
find_key(struct view name)
{
	for (size_t i = 0; i < N_KEYS; i++)
		if (view_eq_str(name, keys[i].name))
			return &keys[i];
	return NULL;
}

static enum error_code
take_word(struct view word, struct keys_values *out, struct error *e)
{
	size_t equals = view_find(word, '=');
	struct view value = view_from(word, equals + 1);
	const struct key *key = find_key(view_before(word, equals));

	if (key == NULL || equals == word.n)
		return error_set(e, ERROR_SETTINGS,
		    "'%.*s' is none of uid=, group=, home=, shell=, local=, "
		    "public=, nor range= for defaults",
		    VIEW_ARG(view_before(word, KEYS_SHOWN)));
	if (get(out, key).n != 0)
		return error_set(
		    e, ERROR_SETTINGS, "%s= comes twice", key->name);
	if (value.n == 0)
		return error_set(
		    e, ERROR_SETTINGS, "%s= has no value", key->name);
	set(out, key, value);
	return ERROR_NONE;
}

enum error_code
keys_take(struct view words, struct keys_values *out, struct error *e)
{
	struct view word;

	while (view_word(&words, &word))
		if (take_word(word, out, e) != ERROR_NONE)
			return ERROR_SETTINGS;
	return ERROR_NONE;
}

static const char *
kind_name(enum keys_kind kind)
{
	switch (kind) {
	case KEYS_WILDCARD:
		return "in a *@ line";
	case KEYS_LOCAL:
		return "beside local=, which makes no account";
	case KEYS_DEFAULTS:
		return "in defaults";
	default:
		return "in the line of an address";
	}
}

enum error_code
keys_check(const struct keys_values *v, enum keys_kind kind, struct error *e)
{
	for (size_t i = 0; i < N_KEYS; i++) {
		struct view value = get(v, &keys[i]);

		if (value.n == 0)
			continue;
		if ((keys[i].where & kind) == 0)
			return error_set(e, ERROR_SETTINGS,
			    "%s= cannot stand %s", keys[i].name,
			    kind_name(kind));
		if (keys[i].check(value, e) == ERROR_NONE)
			continue;
		error_prefix(e, "%s=%.*s", keys[i].name,
		    VIEW_ARG(view_before(value, KEYS_SHOWN)));
		return ERROR_SETTINGS;
	}
	return ERROR_NONE;
}

enum error_code
keys_merge(
    struct keys_values *v, const struct keys_values *more, struct error *e)
{
	for (size_t i = 0; i < N_KEYS; i++) {
		if (get(more, &keys[i]).n == 0)
			continue;
		if (get(v, &keys[i]).n != 0)
			return error_set(
			    e, ERROR_SETTINGS, "%s= comes twice", keys[i].name);
		set(v, &keys[i], get(more, &keys[i]));
	}
	return ERROR_NONE;
}
