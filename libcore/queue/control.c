/* SPDX-License-Identifier: ISC */
/* The frames of queue.sock, each a table over its struct. */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "queue/control.h"
#include "queue/control_member.h"

#define DATA_TAG 1

#define TABLE(name, type, ...)                                                \
	static const struct control_table name##_table = {name##_members,     \
	    sizeof(name##_members) / sizeof(name##_members[0]), sizeof(type), \
	    __VA_ARGS__}

static const struct control_member query_members[] = {
    CONTROL_MEMBER(TEXT, struct control_query, id),
    CONTROL_MEMBER(TEXT, struct control_query, sender),
    CONTROL_MEMBER(TEXT, struct control_query, recipient),
    CONTROL_MEMBER(FLAG, struct control_query, all),
    CONTROL_MEMBER(FLAG, struct control_query, failed),
    CONTROL_MEMBER(FLAG, struct control_query, text),
};
TABLE(query, struct control_query, true);

static const struct control_member state_members[] = {
    CONTROL_MEMBER(TEXT, struct control_state, reason),
    CONTROL_MEMBER(SIGNED, struct control_state, due),
    CONTROL_MEMBER(NUMBER, struct control_state, messages),
};
TABLE(state, struct control_state, false);

static const struct control_member message_members[] = {
    CONTROL_MEMBER(TEXT, struct control_message, id),
    CONTROL_MEMBER(TEXT, struct control_message, sender),
    CONTROL_MEMBER(SIGNED, struct control_message, time),
    CONTROL_MEMBER(NUMBER, struct control_message, size),
    CONTROL_MEMBER(NUMBER, struct control_message, uid),
    CONTROL_MEMBER(PLACE, struct control_message, place),
    CONTROL_MEMBER(TEXT, struct control_message, user),
};
TABLE(message, struct control_message, false);

static const struct control_member recipient_members[] = {
    CONTROL_MEMBER(TEXT, struct control_recipient, address),
    CONTROL_MEMBER(TEXT, struct control_recipient, original),
    CONTROL_MEMBER(STATE, struct control_recipient, state),
    CONTROL_MEMBER(NUMBER, struct control_recipient, attempts),
    CONTROL_MEMBER(SIGNED, struct control_recipient, due),
    CONTROL_MEMBER(TEXT, struct control_recipient, relay),
    CONTROL_MEMBER(TEXT, struct control_recipient, reply),
};
TABLE(recipient, struct control_recipient, false);

static const struct control_member result_members[] = {
    CONTROL_MEMBER(TEXT, struct control_result, id),
    CONTROL_MEMBER(FLAG, struct control_result, done),
    CONTROL_MEMBER(TEXT, struct control_result, why),
};
TABLE(result, struct control_result, false);

static const struct control_member event_members[] = {
    CONTROL_MEMBER(TEXT, struct control_event, id),
    CONTROL_MEMBER(FLAG, struct control_event, left),
    CONTROL_MEMBER(TEXT, struct control_event, recipient.address),
    CONTROL_MEMBER(TEXT, struct control_event, recipient.original),
    CONTROL_MEMBER(STATE, struct control_event, recipient.state),
    CONTROL_MEMBER(NUMBER, struct control_event, recipient.attempts),
    CONTROL_MEMBER(SIGNED, struct control_event, recipient.due),
    CONTROL_MEMBER(TEXT, struct control_event, recipient.relay),
    CONTROL_MEMBER(TEXT, struct control_event, recipient.reply),
};
TABLE(event, struct control_event, false);

struct refusal {
	char reason[2 * LIMIT_MESSAGE_TEXT];
};

static const struct control_member refusal_members[] = {
    CONTROL_MEMBER(TEXT, struct refusal, reason),
};
TABLE(refusal, struct refusal, false);

bool
control_put_plain(struct buf *b, enum control_frame type)
{
	static const struct control_table none = {.n = 0};

	return control_encode(b, type, &none, "");
}

bool
control_put_query(
    struct buf *b, enum control_frame type, const struct control_query *q)
{
	return control_encode(b, type, &query_table, q);
}

bool
control_put_state(struct buf *b, const struct control_state *s)
{
	return control_encode(b, CONTROL_STATE, &state_table, s);
}

bool
control_put_message(struct buf *b, const struct control_message *m)
{
	return control_encode(b, CONTROL_MESSAGE, &message_table, m);
}

bool
control_put_recipient(struct buf *b, const struct control_recipient *r)
{
	return control_encode(b, CONTROL_RECIPIENT, &recipient_table, r);
}

bool
control_put_data(struct buf *b, struct view bytes)
{
	struct buf frame;

	buf_init(&frame, CONTROL_PAYLOAD + FRAME_HEAD);
	frame_begin(&frame, CONTROL_DATA);
	frame_put(&frame, DATA_TAG, bytes);
	if (!frame_end(&frame) || !buf_add(b, buf_view(&frame)))
		b->failed = true;
	buf_clear(&frame);
	return !b->failed;
}

bool
control_put_result(struct buf *b, const struct control_result *r)
{
	return control_encode(b, CONTROL_RESULT, &result_table, r);
}

bool
control_put_event(struct buf *b, const struct control_event *v)
{
	return control_encode(b, CONTROL_EVENT, &event_table, v);
}

bool
control_put_refused(struct buf *b, const char *reason)
{
	struct refusal r;

	view_copy(view_before(view_of(reason), sizeof(r.reason) - 1), r.reason,
	    sizeof(r.reason));
	return control_encode(b, CONTROL_REFUSED, &refusal_table, &r);
}

enum error_code
control_get_plain(const struct frame *f, struct error *e)
{
	return f->payload.n == 0
	    ? ERROR_NONE
	    : error_set(e, ERROR_PROTOCOL, "the frame has fields");
}

enum error_code
control_get_query(
    const struct frame *f, struct control_query *out, struct error *e)
{
	return control_decode(f, &query_table, out, e);
}

enum error_code
control_get_state(
    const struct frame *f, struct control_state *out, struct error *e)
{
	return control_decode(f, &state_table, out, e);
}

enum error_code
control_get_message(
    const struct frame *f, struct control_message *out, struct error *e)
{
	return control_decode(f, &message_table, out, e);
}

enum error_code
control_get_recipient(
    const struct frame *f, struct control_recipient *out, struct error *e)
{
	return control_decode(f, &recipient_table, out, e);
}

static bool
set_data(void *arg, const struct frame_field *field)
{
	*(struct view *)arg = field->value;
	return true;
}

enum error_code
control_get_data(const struct frame *f, struct view *out, struct error *e)
{
	static const struct frame_spec specs[] = {{.tag = DATA_TAG,
	    .required = true,
	    .max = CONTROL_DATA_MAX,
	    .name = "data"}};

	return frame_decode(f, specs, 1, set_data, out, e);
}

enum error_code
control_get_result(
    const struct frame *f, struct control_result *out, struct error *e)
{
	return control_decode(f, &result_table, out, e);
}

enum error_code
control_get_event(
    const struct frame *f, struct control_event *out, struct error *e)
{
	return control_decode(f, &event_table, out, e);
}

enum error_code
control_get_refused(
    const struct frame *f, char *dst, size_t size, struct error *e)
{
	struct refusal r;
	enum error_code code = control_decode(f, &refusal_table, &r, e);

	if (code == ERROR_NONE)
		view_copy(view_before(view_of(r.reason), size - 1), dst, size);
	return code;
}

bool
control_query_is_open(const struct control_query *q)
{
	return q->id[0] == '\0' && q->sender[0] == '\0' &&
	    q->recipient[0] == '\0';
}

bool
control_query_is_one(const struct control_query *q)
{
	return spool_check_name(view_of(q->id));
}
