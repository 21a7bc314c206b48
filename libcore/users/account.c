/* SPDX-License-Identifier: ISC */
/* The grammar of account names and of the paths in an account. */
#include "config.h"

#include "users/account.h"

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool
check_local_part(struct view v)
{
	if (v.n == 0 || v.n > LIMIT_LOCAL_PART || !is_alnum(v.p[0]))
		return false;
	for (size_t i = 1; i < v.n; i++) {
		char c = v.p[i];

		if (!is_alnum(c) && c != '.' && c != '_' && c != '+' &&
		    c != '-')
			return false;
		if (c == '.' && v.p[i - 1] == '.')
			return false;
	}
	return true;
}

static bool
check_label(struct view v)
{
	if (v.n == 0 || v.n > LIMIT_LABEL || v.p[0] == '-' ||
	    v.p[v.n - 1] == '-')
		return false;
	for (size_t i = 0; i < v.n; i++)
		if (!is_alnum(v.p[i]) && v.p[i] != '-')
			return false;
	return true;
}

bool
account_lower(struct view v, char *dst, size_t size)
{
	if (!view_copy(v, dst, size))
		return false;
	for (; *dst != '\0'; dst++)
		if (*dst >= 'A' && *dst <= 'Z')
			*dst = (char)(*dst - 'A' + 'a');
	return true;
}

bool
account_check_domain(struct view domain)
{
	struct view label;
	unsigned labels = 0;

	if (domain.n > LIMIT_HOST)
		return false;
	while (view_split(&domain, '.', &label)) {
		if (!check_label(label))
			return false;
		labels++;
	}
	return labels >= 2;
}

bool
account_check_name(struct view name)
{
	return name.n <= LIMIT_ADDRESS && view_find(name, '@') < name.n &&
	    check_local_part(account_local_part(name)) &&
	    account_check_domain(account_domain(name));
}

struct view
account_local_part(struct view name)
{
	return view_before(name, view_find(name, '@'));
}

struct view
account_domain(struct view name)
{
	return view_from(name, view_find(name, '@') + 1);
}

bool
account_check_path(struct view path)
{
	return path.n != 0 && path.n < LIMIT_PATH && path.p[0] == '/' &&
	    view_find(path, ':') == path.n && !view_has_control(path);
}
