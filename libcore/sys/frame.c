/* SPDX-License-Identifier: ISC */
/* Frames as bytes: building and parsing. */
#include "config.h"

#include <string.h>

#include "base/num.h"
#include "sys/frame.h"

#define FIELD_HEAD 5

void
frame_begin(struct buf *b, uint8_t type)
{
	char head[FRAME_HEAD] = {'P', 'S', FRAME_VERSION, (char)type};

	buf_add(b, view_make(head, sizeof(head)));
}

void
frame_put(struct buf *b, uint8_t tag, struct view value)
{
	unsigned char head[FIELD_HEAD] = {tag};

	num_put32(head + 1, (uint32_t)value.n);
	buf_add(b, view_make(head, sizeof(head)));
	buf_add(b, value);
}

void
frame_put_str(struct buf *b, uint8_t tag, const char *value)
{
	frame_put(b, tag, view_of(value));
}

void
frame_put_number(struct buf *b, uint8_t tag, uint64_t value)
{
	unsigned char bytes[8];

	num_put64(bytes, value);
	frame_put(b, tag, view_make(bytes, sizeof(bytes)));
}

bool
frame_end_at(struct buf *b, size_t start)
{
	if (b->failed || b->n < start + FRAME_HEAD)
		return false;
	num_put32((unsigned char *)b->p + start + 4,
	    (uint32_t)(b->n - start - FRAME_HEAD));
	return true;
}

bool
frame_end(struct buf *b)
{
	return frame_end_at(b, 0);
}

long
frame_parse(struct view in, size_t max, struct frame *out)
{
	static const char head[] = {'P', 'S', FRAME_VERSION};
	size_t have = in.n < sizeof(head) ? in.n : sizeof(head);
	size_t length;

	if (have != 0 && memcmp(in.p, head, have) != 0)
		return -1;
	if (in.n < FRAME_HEAD)
		return 0;
	length = num_get32((const unsigned char *)in.p + 4);
	if (length > max)
		return -1;
	if (in.n - FRAME_HEAD < length)
		return 0;
	out->type = (uint8_t)in.p[3];
	out->payload = view_make(in.p + FRAME_HEAD, length);
	return (long)(FRAME_HEAD + length);
}

size_t
frame_size(struct view head)
{
	return FRAME_HEAD +
	    (size_t)num_get32((const unsigned char *)head.p + 4);
}

bool
frame_next(struct view *rest, struct frame_field *out)
{
	size_t length;

	if (rest->n < FIELD_HEAD)
		return false;
	length = num_get32((const unsigned char *)rest->p + 1);
	if (length > rest->n - FIELD_HEAD)
		return false;
	out->tag = (uint8_t)rest->p[0];
	out->value = view_make(rest->p + FIELD_HEAD, length);
	*rest = view_from(*rest, FIELD_HEAD + length);
	return true;
}

static const struct frame_spec *
find_spec(const struct frame_spec *specs, size_t n, uint8_t tag)
{
	for (size_t i = 0; i < n; i++)
		if (specs[i].tag == tag)
			return &specs[i];
	return NULL;
}

/* Whether the payload in rest holds a field with this tag. */
static bool
has_field(struct view rest, uint8_t tag)
{
	struct frame_field field;

	while (frame_next(&rest, &field))
		if (field.tag == tag)
			return true;
	return false;
}

/* One field against the table; rest is what stands behind it. */
static enum error_code
check_field(const struct frame_spec *spec, const struct frame_field *field,
    struct view rest, struct error *e)
{
	if (spec == NULL)
		return error_set(
		    e, ERROR_PROTOCOL, "unknown field %u", field->tag);
	if (field->value.n < spec->min || field->value.n > spec->max)
		return error_set(e, ERROR_PROTOCOL, "field %s has %zu bytes",
		    spec->name, field->value.n);
	if (!spec->repeats && has_field(rest, field->tag))
		return error_set(
		    e, ERROR_PROTOCOL, "field %s comes twice", spec->name);
	return ERROR_NONE;
}

static enum error_code
check_required(const struct frame *f, const struct frame_spec *specs,
    size_t n_specs, struct error *e)
{
	for (size_t i = 0; i < n_specs; i++)
		if (specs[i].required && !has_field(f->payload, specs[i].tag))
			return error_set(e, ERROR_PROTOCOL,
			    "field %s is missing", specs[i].name);
	return ERROR_NONE;
}

enum error_code
frame_decode(const struct frame *f, const struct frame_spec *specs,
    size_t n_specs, frame_field_fn *fn, void *arg, struct error *e)
{
	struct view rest = f->payload;
	struct frame_field field;

	while (frame_next(&rest, &field)) {
		const struct frame_spec *spec =
		    find_spec(specs, n_specs, field.tag);

		if (check_field(spec, &field, rest, e) != ERROR_NONE)
			return ERROR_PROTOCOL;
		if (!fn(arg, &field))
			return error_set(e, ERROR_PROTOCOL,
			    "field %s has a bad value", spec->name);
	}
	if (rest.n != 0)
		return error_set(e, ERROR_PROTOCOL, "a field is cut short");
	return check_required(f, specs, n_specs, e);
}

bool
frame_number(struct view value, uint64_t *out)
{
	if (value.n != 8)
		return false;
	*out = num_get64((const unsigned char *)value.p);
	return true;
}
