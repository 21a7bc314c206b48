/* SPDX-License-Identifier: ISC */
/* The worker's frames, each a table over its struct. */
#include "config.h"

#include <string.h>

#include "flow/attempt.h"
#include "flow/fields.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define FIELD(tag, kind, type, member)                        \
	{                                                     \
		(tag), FIELDS_##kind, offsetof(type, member), \
		    sizeof(((type *)NULL)->member), #member   \
	}

#define URL_SIZE sizeof(((struct attempt_server *)NULL)->urls[0])

/* A server as frames see it: its URLs are a list. */
struct server_frame {
	struct attempt_server s;
	struct fields_list urls;
};

static const struct fields_member server_fields[] = {
    {1, FIELDS_LIST, offsetof(struct server_frame, urls), URL_SIZE - 1, "url"},
    FIELD(2, LINE, struct server_frame, s.ca_file),
    FIELD(3, LINE, struct server_frame, s.mechanisms),
    FIELD(4, NUMBER, struct server_frame, s.timeout_ms),
    FIELD(5, FLAG, struct server_frame, s.trace),
    FIELD(6, FLAG, struct server_frame, s.reach_only),
    FIELD(7, LINE, struct server_frame, s.pins),
    FIELD(8, LINE, struct server_frame, s.user),
};

static const struct fields_member credentials_fields[] = {
    FIELD(1, LINE, struct attempt_credentials, user),
    FIELD(2, SECRET, struct attempt_credentials, password),
};

static const struct fields_member trace_fields[] = {
    FIELD(1, NUMBER, struct attempt_trace, at_us),
    FIELD(2, LINE, struct attempt_trace, text),
};

static const struct fields_member verdict_fields[] = {
    {1, FIELDS_CHOICE, offsetof(struct attempt_verdict, verdict), VERDICTS,
	"verdict"},
    FIELD(2, LINE, struct attempt_verdict, log),
    FIELD(3, LINE, struct attempt_verdict, person),
};

bool
attempt_put_server(struct buf *b, const struct attempt_server *s)
{
	struct server_frame frame = {.s = *s};
	bool ok = s->n_urls <= ATTEMPT_SERVERS;

	buf_init(&frame.urls.bytes, sizeof(s->urls));
	for (unsigned i = 0; ok && i < s->n_urls; i++) {
		ok = buf_add(&frame.urls.bytes,
		    view_make(s->urls[i], strlen(s->urls[i]) + 1));
		frame.urls.n++;
	}
	ok = ok &&
	    fields_put(
		b, ATTEMPT_SERVER, server_fields, COUNT(server_fields), &frame);
	buf_clear(&frame.urls.bytes);
	return ok;
}

/* Spreads a list over the array of URLs; false when there are too many. */
static bool
take_urls(const struct fields_list *list, struct attempt_server *out)
{
	struct view rest = buf_view(&list->bytes), url;

	if (list->n == 0 || list->n > ATTEMPT_SERVERS)
		return false;
	for (out->n_urls = 0; out->n_urls < list->n; out->n_urls++)
		if (!view_split(&rest, '\0', &url) ||
		    !view_copy(url, out->urls[out->n_urls], URL_SIZE))
			return false;
	return true;
}

enum error_code
attempt_get_server(
    const struct frame *f, struct attempt_server *out, struct error *e)
{
	struct server_frame frame = {.s.n_urls = 0};
	enum error_code code;

	buf_init(&frame.urls.bytes, sizeof(out->urls));
	code = fields_get(
	    f, ATTEMPT_SERVER, server_fields, COUNT(server_fields), &frame, e);
	*out = frame.s;
	if (code == ERROR_NONE && !take_urls(&frame.urls, out))
		code = error_set(e, ERROR_PROTOCOL,
		    "a request names %u servers (1 to %d are taken)",
		    frame.urls.n, ATTEMPT_SERVERS);
	buf_clear(&frame.urls.bytes);
	return code;
}

bool
attempt_put_credentials(struct buf *b, const struct attempt_credentials *c)
{
	return fields_put(b, ATTEMPT_CREDENTIALS, credentials_fields,
	    COUNT(credentials_fields), c);
}

enum error_code
attempt_get_credentials(
    const struct frame *f, struct attempt_credentials *out, struct error *e)
{
	secret_init(&out->password);
	return fields_get(f, ATTEMPT_CREDENTIALS, credentials_fields,
	    COUNT(credentials_fields), out, e);
}

bool
attempt_put_trace(struct buf *b, const struct attempt_trace *t)
{
	return fields_put(
	    b, ATTEMPT_TRACE, trace_fields, COUNT(trace_fields), t);
}

enum error_code
attempt_get_trace(
    const struct frame *f, struct attempt_trace *out, struct error *e)
{
	return fields_get(
	    f, ATTEMPT_TRACE, trace_fields, COUNT(trace_fields), out, e);
}

bool
attempt_put_verdict(struct buf *b, const struct attempt_verdict *v)
{
	return fields_put(
	    b, ATTEMPT_VERDICT, verdict_fields, COUNT(verdict_fields), v);
}

enum error_code
attempt_get_verdict(
    const struct frame *f, struct attempt_verdict *out, struct error *e)
{
	return fields_get(
	    f, ATTEMPT_VERDICT, verdict_fields, COUNT(verdict_fields), out, e);
}
