/* SPDX-License-Identifier: ISC */
/* Channel bindings as the library asks for them. */
#include "config.h"

#include <stdint.h>

#include "sasl/base64.h"
#include "sasl/channel.h"

/* Room for a binding in base64. */
#define TEXT_MAX 64

static const struct row {
	enum binding_type type;
	Gsasl_property property;
} rows[] = {
    {BINDING_TLS_UNIQUE, GSASL_CB_TLS_UNIQUE},
#if HAVE_DECL_GSASL_CB_TLS_EXPORTER
    {BINDING_TLS_EXPORTER, GSASL_CB_TLS_EXPORTER},
#endif
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct row *
find(const struct binding *b)
{
	for (size_t i = 0; i < ROWS; i++)
		if (b != NULL && b->n > 0 && rows[i].type == b->type)
			return &rows[i];
	return NULL;
}

bool
channel_check(const struct binding *b)
{
	return find(b) != NULL;
}

/* A Gsasl_callback_function. */
static int
supply(Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
	const struct binding *b = gsasl_callback_hook_get(library);
	const struct row *row = find(b);
	struct buf text;
	int rc = GSASL_NO_CALLBACK;

	if (row == NULL || row->property != property)
		return rc;
	buf_init(&text, TEXT_MAX);
	if (base64_encode(&text, view_make((const char *)b->bytes, b->n)))
		rc = gsasl_property_set_raw(session, property, text.p, text.n);
	buf_clear(&text);
	return rc;
}

void
channel_offer(Gsasl *library, const struct binding *b)
{
	gsasl_callback_hook_set(library, (void *)(uintptr_t)b);
	gsasl_callback_set(library, supply);
}
