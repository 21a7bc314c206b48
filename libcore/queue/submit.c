/* SPDX-License-Identifier: ISC */
/* The frames between sendmail and queue-put, encoded and decoded. */
#include "config.h"

#include <string.h>
#include <sysexits.h>

#include "queue/submit.h"

enum tag {
	TAG_SENDER = 1,
	TAG_NOTIFY,
	TAG_RET,
	TAG_ENVID,
	TAG_RECIPIENT,
	TAG_TEXT,
	TAG_STATUS,
	TAG_ID,
	TAG_REASON,
	TAG_RECIPIENT_NOTIFY, /* of the recipient before, in its frame */
	TAG_ORCPT
};

static const int statuses[ERROR_CODES] = {
    [ERROR_NONE] = EX_OK,
    [ERROR_DENIED] = EX_NOPERM,
    [ERROR_LATER] = EX_TEMPFAIL,
    [ERROR_REFUSED] = EX_NOPERM,
    [ERROR_PROTOCOL] = EX_SOFTWARE,
    [ERROR_UNTRUSTED] = EX_NOPERM,
    [ERROR_SETTINGS] = EX_CONFIG,
    [ERROR_INPUT] = EX_DATAERR,
    [ERROR_NOTFOUND] = EX_UNAVAILABLE,
    [ERROR_EXISTS] = EX_TEMPFAIL,
    [ERROR_SYSTEM] = EX_TEMPFAIL,
    [ERROR_LIMIT] = EX_DATAERR,
    [ERROR_MEMORY] = EX_TEMPFAIL,
    [ERROR_BUG] = EX_SOFTWARE,
};

int
submit_status(enum error_code code)
{
	return code < ERROR_CODES ? statuses[code] : EX_SOFTWARE;
}

/* What a recipient's fields take at most in a frame. */
#define RECIPIENT_ROOM (LIMIT_ADDRESS + 8UL + NOTIFY_TEXT + 8 + ORCPT_MAX + 8)

bool
submit_put_envelope(struct buf *b, const struct message *m)
{
	buf_reset(b);
	frame_begin(b, SUBMIT_ENVELOPE);
	frame_put_str(b, TAG_SENDER, m->sender);
	if (m->notify[0] != '\0')
		frame_put_str(b, TAG_NOTIFY, m->notify);
	if (m->ret[0] != '\0')
		frame_put_str(b, TAG_RET, m->ret);
	if (m->envid[0] != '\0')
		frame_put_str(b, TAG_ENVID, m->envid);
	return frame_end(b);
}

static void
put_wish(struct buf *b, const struct message_wish *w)
{
	char notify[NOTIFY_TEXT];

	notify_text(w->notify, notify);
	if (notify[0] != '\0')
		frame_put_str(b, TAG_RECIPIENT_NOTIFY, notify);
	if (w->orcpt != NULL)
		frame_put_str(b, TAG_ORCPT, w->orcpt);
}

bool
submit_put_recipients(struct buf *b, const struct message *m, unsigned *at)
{
	const char *p = message_recipient(m, *at);

	buf_reset(b);
	frame_begin(b, SUBMIT_RECIPIENTS);
	while (*at < m->n_recipients &&
	    b->n + RECIPIENT_ROOM <= LIMIT_FRAME_DATA) {
		frame_put_str(b, TAG_RECIPIENT, p);
		if (m->wishes != NULL)
			put_wish(b, &m->wishes[*at]);
		p += strlen(p) + 1;
		(*at)++;
	}
	return frame_end(b);
}

bool
submit_put_data(struct buf *b, struct view text)
{
	buf_reset(b);
	frame_begin(b, SUBMIT_DATA);
	frame_put(b, TAG_TEXT, text);
	return frame_end(b);
}

static bool
put_empty(struct buf *b, enum submit_frame type)
{
	buf_reset(b);
	frame_begin(b, (uint8_t)type);
	return frame_end(b);
}

bool
submit_put_end(struct buf *b)
{
	return put_empty(b, SUBMIT_END);
}

bool
submit_put_ready(struct buf *b)
{
	return put_empty(b, SUBMIT_READY);
}

bool
submit_put_answer(struct buf *b, const struct submit_answer *a)
{
	buf_reset(b);
	frame_begin(b, SUBMIT_ANSWER);
	frame_put_number(b, TAG_STATUS, a->status);
	frame_put_str(b, TAG_ID, a->id);
	frame_put_str(b, TAG_REASON, a->text);
	return frame_end(b);
}

/* What a decoder fills: an envelope and the first thing wrong with it. */
struct filling {
	struct message *m;
	struct error *e;
	enum error_code code;
	bool begun; /* a recipient is in this frame */
};

static bool
take_notify(struct view value, struct message *m)
{
	unsigned bits;

	return notify_parse(value, &bits) &&
	    view_copy(value, m->notify, sizeof(m->notify));
}

static bool
take_envelope(void *arg, const struct frame_field *field)
{
	struct filling *fill = arg;
	struct message *m = fill->m;

	switch (field->tag) {
	case TAG_NOTIFY:
		return take_notify(field->value, m);
	case TAG_RET:
		return message_check_ret(field->value) &&
		    view_copy(field->value, m->ret, sizeof(m->ret));
	case TAG_ENVID:
		return message_check_word(field->value) &&
		    view_copy(field->value, m->envid, sizeof(m->envid));
	default:
		fill->code = message_set_sender(m, field->value, fill->e);
		return fill->code == ERROR_NONE;
	}
}

static bool
take_recipient(void *arg, const struct frame_field *field)
{
	struct filling *fill = arg;

	if (field->tag != TAG_RECIPIENT && !fill->begun)
		return false;
	switch (field->tag) {
	case TAG_RECIPIENT_NOTIFY:
		fill->code = message_add_notify(fill->m, field->value, fill->e);
		break;
	case TAG_ORCPT:
		fill->code = message_add_orcpt(fill->m, field->value, fill->e);
		break;
	default:
		fill->begun = true;
		fill->code =
		    message_add_recipient(fill->m, field->value, fill->e);
	}
	return fill->code == ERROR_NONE;
}

/* frame_decode(), where what the fields themselves say comes first. */
static enum error_code
decode_filling(const struct frame *f, const struct frame_spec *specs,
    size_t n_specs, frame_field_fn *fn, struct filling *fill, struct error *e)
{
	struct error frame_error;
	enum error_code code =
	    frame_decode(f, specs, n_specs, fn, fill, &frame_error);

	if (fill->code != ERROR_NONE)
		return fill->code;
	if (code != ERROR_NONE)
		return error_set(e, code, "%s", frame_error.text);
	return ERROR_NONE;
}

enum error_code
submit_get_envelope(const struct frame *f, struct message *m, struct error *e)
{
	static const struct frame_spec specs[] = {
	    {TAG_SENDER, true, false, 0, LIMIT_FRAME, "sender"},
	    {TAG_NOTIFY, false, false, 1, sizeof(m->notify) - 1, "notify"},
	    {TAG_RET, false, false, 1, sizeof(m->ret) - 1, "ret"},
	    {TAG_ENVID, false, false, 1, sizeof(m->envid) - 1, "envid"},
	};
	struct filling fill = {.m = m, .e = e};

	return decode_filling(f, specs, sizeof(specs) / sizeof(specs[0]),
	    take_envelope, &fill, e);
}

enum error_code
submit_get_recipients(const struct frame *f, struct message *m, struct error *e)
{
	static const struct frame_spec specs[] = {
	    {TAG_RECIPIENT, true, true, 0, LIMIT_FRAME, "recipient"},
	    {TAG_RECIPIENT_NOTIFY, false, true, 1, NOTIFY_TEXT - 1, "notify"},
	    {TAG_ORCPT, false, true, 1, ORCPT_MAX, "orcpt"},
	};
	struct filling fill = {.m = m, .e = e};

	return decode_filling(f, specs, sizeof(specs) / sizeof(specs[0]),
	    take_recipient, &fill, e);
}

static bool
take_view(void *arg, const struct frame_field *field)
{
	*(struct view *)arg = field->value;
	return true;
}

enum error_code
submit_get_data(const struct frame *f, struct view *out, struct error *e)
{
	static const struct frame_spec specs[] = {
	    {TAG_TEXT, true, false, 0, LIMIT_FRAME_DATA, "text"},
	};

	return frame_decode(f, specs, 1, take_view, out, e);
}

static bool
take_answer(void *arg, const struct frame_field *field)
{
	struct submit_answer *a = arg;
	uint64_t n;

	switch (field->tag) {
	case TAG_STATUS:
		if (!frame_number(field->value, &n) || n > 255)
			return false;
		a->status = (unsigned)n;
		return true;
	case TAG_ID:
		return view_copy(field->value, a->id, sizeof(a->id));
	default:
		return view_copy(field->value, a->text, sizeof(a->text));
	}
}

enum error_code
submit_get_answer(
    const struct frame *f, struct submit_answer *out, struct error *e)
{
	static const struct frame_spec specs[] = {
	    {TAG_STATUS, true, false, 8, 8, "status"},
	    {TAG_ID, true, false, 0, SPOOL_NAME, "id"},
	    {TAG_REASON, true, false, 0, LIMIT_MESSAGE_TEXT - 1, "reason"},
	};

	memset(out, 0, sizeof(*out));
	return frame_decode(
	    f, specs, sizeof(specs) / sizeof(specs[0]), take_answer, out, e);
}
