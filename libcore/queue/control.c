/* SPDX-License-Identifier: ISC */
/* The frames of queue.sock, each a table over its struct. */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "queue/control.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum kind { KIND_TEXT, KIND_NUMBER, KIND_SIGNED, KIND_FLAG, KIND_STATE };

/* One member of a struct and its field; tags count from 1 in table order. */
struct member {
	enum kind kind;
	size_t offset;
	size_t size;
	const char *name;
};

#define MEMBER(kind, type, member)                          \
	{                                                   \
		KIND_##kind, offsetof(type, member),        \
		    sizeof(((type *)NULL)->member), #member \
	}

static const struct member state_members[] = {
    MEMBER(TEXT, struct control_state, reason),
    MEMBER(SIGNED, struct control_state, due),
};

static const struct member message_members[] = {
    MEMBER(TEXT, struct control_message, id),
    MEMBER(TEXT, struct control_message, sender),
    MEMBER(SIGNED, struct control_message, time),
    MEMBER(NUMBER, struct control_message, size),
    MEMBER(NUMBER, struct control_message, uid),
    MEMBER(FLAG, struct control_message, taken),
};

static const struct member recipient_members[] = {
    MEMBER(TEXT, struct control_recipient, address),
    MEMBER(TEXT, struct control_recipient, original),
    MEMBER(STATE, struct control_recipient, state),
    MEMBER(NUMBER, struct control_recipient, attempts),
    MEMBER(SIGNED, struct control_recipient, due),
    MEMBER(TEXT, struct control_recipient, relay),
    MEMBER(TEXT, struct control_recipient, reply),
};

struct refusal {
	char reason[2 * LIMIT_MESSAGE_TEXT];
};

static const struct member refusal_members[] = {
    MEMBER(TEXT, struct refusal, reason),
};

#define MEMBERS_MAX COUNT(recipient_members)

static uint64_t
number_of(const struct member *m, const char *at)
{
	switch (m->kind) {
	case KIND_NUMBER:
		return *(const uint64_t *)(const void *)at;
	case KIND_SIGNED: {
		int64_t n = *(const int64_t *)(const void *)at;

		return n > 0 ? (uint64_t)n : 0;
	}
	case KIND_FLAG:
		return *(const bool *)(const void *)at;
	case KIND_STATE:
		return *(const enum journal_state *)(const void *)at;
	default:
		return 0;
	}
}

static bool
put(struct buf *b, enum control_frame type, const struct member *members,
    size_t n, const void *from)
{
	struct buf frame;

	buf_init(&frame, CONTROL_PAYLOAD + FRAME_HEAD);
	frame_begin(&frame, (uint8_t)type);
	for (size_t i = 0; i < n; i++) {
		const struct member *m = &members[i];
		const char *at = (const char *)from + m->offset;

		if (m->kind == KIND_TEXT)
			frame_put_str(&frame, (uint8_t)(i + 1), at);
		else
			frame_put_number(
			    &frame, (uint8_t)(i + 1), number_of(m, at));
	}
	if (!frame_end(&frame) || !buf_add(b, buf_view(&frame)))
		b->failed = true;
	buf_clear(&frame);
	return !b->failed;
}

struct target {
	const struct member *members;
	void *to;
};

static bool
set_number(const struct member *m, uint64_t n, char *at)
{
	switch (m->kind) {
	case KIND_NUMBER:
		*(uint64_t *)(void *)at = n;
		return true;
	case KIND_SIGNED:
		*(int64_t *)(void *)at = (int64_t)n;
		return n <= INT64_MAX;
	case KIND_FLAG:
		*(bool *)(void *)at = n != 0;
		return n <= 1;
	case KIND_STATE:
		if (n >= JOURNAL_STATES)
			return false;
		*(enum journal_state *)(void *)at = (enum journal_state)n;
		return true;
	default:
		return false;
	}
}

static bool
set_member(void *arg, const struct frame_field *field)
{
	const struct target *t = arg;
	const struct member *m = &t->members[field->tag - 1];
	char *at = (char *)t->to + m->offset;
	uint64_t n;

	if (m->kind == KIND_TEXT)
		return !view_has_control(field->value) &&
		    view_copy(field->value, at, m->size);
	return frame_number(field->value, &n) && set_number(m, n, at);
}

static enum error_code
get(const struct frame *f, const struct member *members, size_t n, void *to,
    struct error *e)
{
	struct frame_spec specs[MEMBERS_MAX];
	struct target t = {members, to};

	for (size_t i = 0; i < n; i++) {
		bool text = members[i].kind == KIND_TEXT;

		specs[i] = (struct frame_spec){
		    .tag = (uint8_t)(i + 1),
		    .required = true,
		    .min = text ? 0 : 8,
		    .max = text ? members[i].size - 1 : 8,
		    .name = members[i].name,
		};
	}
	return frame_decode(f, specs, n, set_member, &t, e);
}

bool
control_put_plain(struct buf *b, enum control_frame type)
{
	return put(b, type, NULL, 0, "");
}

bool
control_put_state(struct buf *b, const struct control_state *s)
{
	return put(b, CONTROL_STATE, state_members, COUNT(state_members), s);
}

bool
control_put_message(struct buf *b, const struct control_message *m)
{
	return put(
	    b, CONTROL_MESSAGE, message_members, COUNT(message_members), m);
}

bool
control_put_recipient(struct buf *b, const struct control_recipient *r)
{
	return put(b, CONTROL_RECIPIENT, recipient_members,
	    COUNT(recipient_members), r);
}

bool
control_put_refused(struct buf *b, const char *reason)
{
	struct refusal r;

	view_copy(view_before(view_of(reason), sizeof(r.reason) - 1), r.reason,
	    sizeof(r.reason));
	return put(
	    b, CONTROL_REFUSED, refusal_members, COUNT(refusal_members), &r);
}

enum error_code
control_get_plain(const struct frame *f, struct error *e)
{
	return f->payload.n == 0
	    ? ERROR_NONE
	    : error_set(e, ERROR_PROTOCOL, "a request has fields");
}

enum error_code
control_get_state(
    const struct frame *f, struct control_state *out, struct error *e)
{
	return get(f, state_members, COUNT(state_members), out, e);
}

enum error_code
control_get_message(
    const struct frame *f, struct control_message *out, struct error *e)
{
	return get(f, message_members, COUNT(message_members), out, e);
}

enum error_code
control_get_recipient(
    const struct frame *f, struct control_recipient *out, struct error *e)
{
	return get(f, recipient_members, COUNT(recipient_members), out, e);
}

enum error_code
control_get_refused(
    const struct frame *f, char *dst, size_t size, struct error *e)
{
	struct refusal r;
	enum error_code code =
	    get(f, refusal_members, COUNT(refusal_members), &r, e);

	if (code == ERROR_NONE)
		view_copy(view_before(view_of(r.reason), size - 1), dst, size);
	return code;
}
