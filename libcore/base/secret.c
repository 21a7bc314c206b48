/* SPDX-License-Identifier: ISC */
/* Secrets that wipe themselves. */
#include "config.h"

#include <string.h>

#include "base/secret.h"

void
secret_init(struct secret *s)
{
	memset(s, 0, sizeof(*s));
}

void
secret_clear(struct secret *s)
{
	explicit_bzero(s, sizeof(*s));
}

bool
secret_set(struct secret *s, struct view v)
{
	secret_clear(s);
	if (v.n > sizeof(s->bytes))
		return false;
	if (v.n != 0)
		memcpy(s->bytes, v.p, v.n);
	s->n = v.n;
	return true;
}

struct view
secret_view(const struct secret *s)
{
	return (struct view){s->bytes, s->n};
}

bool
secret_check_password(const struct secret *s)
{
	struct view v = secret_view(s);

	return v.n != 0 && v.n <= LIMIT_PASSWORD && view_find(v, '\0') == v.n &&
	    view_find(v, '\r') == v.n && view_find(v, '\n') == v.n;
}
