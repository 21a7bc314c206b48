/* SPDX-License-Identifier: ISC */
/* The handover's frames, each a table over its struct. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/handover.h"
#include "flow/fields.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define FIELD(tag, kind, type, member)                        \
	{                                                     \
		(tag), FIELDS_##kind, offsetof(type, member), \
		    sizeof(((type *)NULL)->member), #member   \
	}

/* A message as frames see it: its recipients, and what is said of each, are
 * lists. */
struct message_frame {
	struct handover_message m;
	struct fields_list recipients;
	struct fields_list notifies;
	struct fields_list orcpts;
};

struct text_frame {
	uint64_t at_us;
	char text[LIMIT_MESSAGE_TEXT];
};

static const struct fields_member relay_fields[] = {
    FIELD(1, LINE, struct handover_relay, name),
    FIELD(2, LINE, struct handover_relay, url),
    FIELD(3, LINE, struct handover_relay, user),
    FIELD(4, SECRET, struct handover_relay, secret),
    FIELD(5, LINE, struct handover_relay, ca_file),
    FIELD(6, LINE, struct handover_relay, mechanisms),
    FIELD(7, LINE, struct handover_relay, senders),
    FIELD(8, LINE, struct handover_relay, helo),
    FIELD(9, FLAG, struct handover_relay, chunking),
    FIELD(10, FLAG, struct handover_relay, trace),
    FIELD(11, FLAG, struct handover_relay, once),
    FIELD(12, NUMBER, struct handover_relay, timeout_ms),
    FIELD(13, LINE, struct handover_relay, pins),
    FIELD(14, LINE, struct handover_relay, source),
    {15, FIELDS_CHOICE, offsetof(struct handover_relay, family),
	HANDOVER_FAMILIES, "family"},
    FIELD(16, FLAG, struct handover_relay, token),
};

static const struct fields_member message_fields[] = {
    FIELD(1, NUMBER, struct message_frame, m.id),
    FIELD(2, NUMBER, struct message_frame, m.offset),
    FIELD(3, NUMBER, struct message_frame, m.size),
    FIELD(4, FLAG, struct message_frame, m.eight_bit),
    FIELD(5, LINE, struct message_frame, m.sender),
    FIELD(6, TEXT, struct message_frame, m.received),
    {7, FIELDS_LIST, offsetof(struct message_frame, recipients), LIMIT_ADDRESS,
	"recipient"},
    {8, FIELDS_LIST, offsetof(struct message_frame, notifies), HANDOVER_NOTIFY,
	"notify"},
    {11, FIELDS_LIST, offsetof(struct message_frame, orcpts), HANDOVER_ORCPT,
	"orcpt"},
    FIELD(9, LINE, struct message_frame, m.ret),
    FIELD(10, LINE, struct message_frame, m.envid),
};

static const struct fields_member outcome_fields[] = {
    FIELD(1, NUMBER, struct handover_outcome, id),
    FIELD(2, NUMBER, struct handover_outcome, recipient),
    {3, FIELDS_CHOICE, offsetof(struct handover_outcome, result),
	HANDOVER_RESULTS, "result"},
    FIELD(4, TEXT, struct handover_outcome, reply),
    FIELD(5, FLAG, struct handover_outcome, notified),
};

static const struct fields_member done_fields[] = {
    {1, FIELDS_NUMBER, 0, sizeof(uint64_t), "id"},
};

static const struct fields_member failed_fields[] = {
    {1, FIELDS_CHOICE, offsetof(struct handover_failed, failure),
	HANDOVER_FAILURES, "failure"},
    FIELD(2, TEXT, struct handover_failed, reason),
    FIELD(3, FLAG, struct handover_failed, no_chunking),
};

static const struct fields_member ready_fields[] = {
    FIELD(1, TEXT, struct text_frame, text),
};

static const struct fields_member trace_fields[] = {
    FIELD(1, NUMBER, struct text_frame, at_us),
    FIELD(2, TEXT, struct text_frame, text),
};

bool
handover_put_relay(struct buf *b, const struct handover_relay *r)
{
	return fields_put(
	    b, HANDOVER_RELAY, relay_fields, COUNT(relay_fields), r);
}

enum error_code
handover_get_relay(
    const struct frame *f, struct handover_relay *out, struct error *e)
{
	*out = (struct handover_relay){.name = ""};
	return fields_get(
	    f, HANDOVER_RELAY, relay_fields, COUNT(relay_fields), out, e);
}

/* A list of n strings, or of none. */
static struct fields_list
list_of(char *strings, unsigned n)
{
	struct fields_list list = {.bytes.p = strings};

	list.n = strings != NULL ? n : 0;
	return list;
}

bool
handover_put_message(struct buf *b, const struct handover_message *m)
{
	struct message_frame frame = {
	    .m = *m,
	    .recipients = list_of(m->recipients, m->n_recipients),
	    .notifies = list_of(m->notifies, m->n_recipients),
	    .orcpts = list_of(m->orcpts, m->n_recipients),
	};

	return fields_put(
	    b, HANDOVER_MESSAGE, message_fields, COUNT(message_fields), &frame);
}

/* Whether there are recipients, and of each the same is said. */
static bool
check_lists(const struct message_frame *frame)
{
	unsigned n = frame->recipients.n;

	return n > 0 && n <= LIMIT_RECIPIENTS &&
	    (frame->notifies.n == 0 || frame->notifies.n == n) &&
	    (frame->orcpts.n == 0 || frame->orcpts.n == n);
}

enum error_code
handover_get_message(
    const struct frame *f, struct handover_message *out, struct error *e)
{
	struct message_frame frame = {.m.id = 0};
	enum error_code code;

	*out = frame.m;
	buf_init(&frame.recipients.bytes, HANDOVER_PAYLOAD);
	buf_init(&frame.notifies.bytes, HANDOVER_PAYLOAD);
	buf_init(&frame.orcpts.bytes, HANDOVER_PAYLOAD);
	code = fields_get(f, HANDOVER_MESSAGE, message_fields,
	    COUNT(message_fields), &frame, e);
	if (code == ERROR_NONE && !check_lists(&frame))
		code = error_set(e, ERROR_PROTOCOL,
		    "%u recipients, and their parameters are another number",
		    frame.recipients.n);
	if (code != ERROR_NONE) {
		buf_clear(&frame.recipients.bytes);
		buf_clear(&frame.notifies.bytes);
		buf_clear(&frame.orcpts.bytes);
		return code;
	}
	*out = frame.m;
	out->recipients = frame.recipients.bytes.p;
	out->n_recipients = frame.recipients.n;
	out->notifies = frame.notifies.bytes.p;
	out->orcpts = frame.orcpts.bytes.p;
	return ERROR_NONE;
}

void
handover_clear_message(struct handover_message *m)
{
	free(m->recipients);
	free(m->notifies);
	free(m->orcpts);
	m->recipients = m->notifies = m->orcpts = NULL;
	m->n_recipients = 0;
}

bool
handover_put_outcome(struct buf *b, const struct handover_outcome *o)
{
	return fields_put(
	    b, HANDOVER_OUTCOME, outcome_fields, COUNT(outcome_fields), o);
}

enum error_code
handover_get_outcome(
    const struct frame *f, struct handover_outcome *out, struct error *e)
{
	return fields_get(
	    f, HANDOVER_OUTCOME, outcome_fields, COUNT(outcome_fields), out, e);
}

bool
handover_put_done(struct buf *b, uint64_t id)
{
	return fields_put(
	    b, HANDOVER_DONE, done_fields, COUNT(done_fields), &id);
}

enum error_code
handover_get_done(const struct frame *f, uint64_t *id_out, struct error *e)
{
	return fields_get(
	    f, HANDOVER_DONE, done_fields, COUNT(done_fields), id_out, e);
}

bool
handover_put_failed(struct buf *b, const struct handover_failed *f)
{
	return fields_put(
	    b, HANDOVER_RELAY_FAILED, failed_fields, COUNT(failed_fields), f);
}

enum error_code
handover_get_failed(
    const struct frame *f, struct handover_failed *out, struct error *e)
{
	return fields_get(f, HANDOVER_RELAY_FAILED, failed_fields,
	    COUNT(failed_fields), out, e);
}

/* A text with a time, cut to fit. */
static struct text_frame
text_frame(uint64_t at_us, const char *text)
{
	struct text_frame t = {.at_us = at_us};

	snprintf(t.text, sizeof(t.text), "%s", text);
	return t;
}

bool
handover_put_ready(struct buf *b, const char *text)
{
	struct text_frame t = text_frame(0, text);

	return fields_put(
	    b, HANDOVER_READY, ready_fields, COUNT(ready_fields), &t);
}

enum error_code
handover_get_ready(
    const struct frame *f, char *text_out, size_t size, struct error *e)
{
	struct text_frame t;
	enum error_code code = fields_get(
	    f, HANDOVER_READY, ready_fields, COUNT(ready_fields), &t, e);

	if (code == ERROR_NONE)
		snprintf(text_out, size, "%s", t.text);
	return code;
}

bool
handover_put_trace(struct buf *b, uint64_t at_us, const char *text)
{
	struct text_frame t = text_frame(at_us, text);

	return fields_put(
	    b, HANDOVER_TRACE, trace_fields, COUNT(trace_fields), &t);
}

enum error_code
handover_get_trace(const struct frame *f, uint64_t *at_us_out, char *text_out,
    size_t size, struct error *e)
{
	struct text_frame t;
	enum error_code code = fields_get(
	    f, HANDOVER_TRACE, trace_fields, COUNT(trace_fields), &t, e);

	if (code != ERROR_NONE)
		return code;
	*at_us_out = t.at_us;
	snprintf(text_out, size, "%s", t.text);
	return ERROR_NONE;
}
