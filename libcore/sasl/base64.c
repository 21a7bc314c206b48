/* SPDX-License-Identifier: ISC */
/* Base64 through GNU SASL. */
#include "config.h"

#include <string.h>

#include <gsasl.h>

#include "sasl/base64.h"

typedef int convert_fn(const char *, size_t, char **, size_t *);

static bool
convert(convert_fn *fn, struct buf *b, struct view v)
{
	char *out = NULL;
	size_t n = 0;
	bool ok;

	if (v.n == 0)
		return !b->failed;
	if (fn(v.p, v.n, &out, &n) != GSASL_OK)
		return false;
	ok = buf_add(b, view_make(out, n));
	explicit_bzero(out, n);
	gsasl_free(out);
	return ok;
}

bool
base64_encode(struct buf *b, struct view v)
{
	return convert(gsasl_base64_to, b, v);
}

bool
base64_decode(struct buf *b, struct view v)
{
	return convert(gsasl_base64_from, b, v);
}
