/* SPDX-License-Identifier: ISC */
/* Tables of fields, to frames and back. */
#include "config.h"

#include <assert.h>
#include <string.h>

#include "base/secret.h"
#include "flow/fields.h"

enum any_choice { ANY_CHOICE };

static_assert(sizeof(enum any_choice) == sizeof(unsigned),
    "choices are read and written as unsigned numbers");

/* What frame_decode() hands to take(). */
struct target {
	const struct fields_member *fields;
	size_t n;
	char *base;
};

static void
put_list(struct buf *b, uint8_t tag, const struct fields_list *list)
{
	const char *at = list->bytes.p;

	for (unsigned i = 0; i < list->n; i++) {
		frame_put_str(b, tag, at);
		at += strlen(at) + 1;
	}
}

static void
put_choice(struct buf *b, uint8_t tag, const void *member)
{
	unsigned value;

	memcpy(&value, member, sizeof(value));
	frame_put_number(b, tag, value);
}

static void
put_field(struct buf *b, const struct fields_member *f, const void *member)
{
	switch (f->kind) {
	case FIELDS_TEXT:
	case FIELDS_LINE:
		frame_put_str(b, f->tag, member);
		break;
	case FIELDS_SECRET:
		frame_put(b, f->tag, secret_view(member));
		break;
	case FIELDS_NUMBER:
		frame_put_number(b, f->tag, *(const uint64_t *)member);
		break;
	case FIELDS_FLAG:
		frame_put_number(b, f->tag, *(const bool *)member);
		break;
	case FIELDS_CHOICE:
		put_choice(b, f->tag, member);
		break;
	case FIELDS_LIST:
		put_list(b, f->tag, member);
		break;
	}
}

bool
fields_put(struct buf *b, uint8_t type, const struct fields_member *fields,
    size_t n, const void *base)
{
	buf_reset(b);
	frame_begin(b, type);
	for (size_t i = 0; i < n; i++)
		put_field(b, &fields[i], (const char *)base + fields[i].offset);
	return frame_end(b);
}

/* A number below size into an enum. */
static bool
take_choice(size_t size, struct view value, void *member)
{
	uint64_t number;
	unsigned choice;

	if (!frame_number(value, &number) || number >= size)
		return false;
	choice = (unsigned)number;
	memcpy(member, &choice, sizeof(choice));
	return true;
}

static bool
take_flag(struct view value, bool *member)
{
	uint64_t number;

	if (!frame_number(value, &number) || number > 1)
		return false;
	*member = number == 1;
	return true;
}

static bool
take_entry(struct view value, struct fields_list *list)
{
	if (view_has_control(value) || !buf_add(&list->bytes, value) ||
	    !buf_add_byte(&list->bytes, '\0'))
		return false;
	list->n++;
	return true;
}

static bool
take_field(const struct fields_member *f, struct view value, void *member)
{
	switch (f->kind) {
	case FIELDS_TEXT:
		return view_copy(value, member, f->size);
	case FIELDS_LINE:
		return !view_has_control(value) &&
		    view_copy(value, member, f->size);
	case FIELDS_SECRET:
		return secret_set(member, value);
	case FIELDS_NUMBER:
		return frame_number(value, member);
	case FIELDS_FLAG:
		return take_flag(value, member);
	case FIELDS_CHOICE:
		return take_choice(f->size, value, member);
	case FIELDS_LIST:
		return take_entry(value, member);
	}
	return false;
}

/* A frame_field_fn. */
static bool
take(void *arg, const struct frame_field *field)
{
	struct target *t = arg;

	for (size_t i = 0; i < t->n; i++)
		if (t->fields[i].tag == field->tag)
			return take_field(&t->fields[i], field->value,
			    t->base + t->fields[i].offset);
	return false;
}

static struct frame_spec
spec_of(const struct fields_member *f)
{
	bool number = f->kind == FIELDS_NUMBER || f->kind == FIELDS_FLAG ||
	    f->kind == FIELDS_CHOICE;

	return (struct frame_spec){
	    .tag = f->tag,
	    .required = f->kind != FIELDS_LIST,
	    .repeats = f->kind == FIELDS_LIST,
	    .min = number ? 8 : 0,
	    .max = number ? 8 : f->size,
	    .name = f->name,
	};
}

enum error_code
fields_get(const struct frame *f, uint8_t type,
    const struct fields_member *fields, size_t n, void *base, struct error *e)
{
	struct frame_spec specs[FIELDS_MAX];
	struct target t = {fields, n, base};

	if (f->type != type)
		return error_set(e, ERROR_PROTOCOL,
		    "a frame of type %u where %u is expected", f->type, type);
	if (n > FIELDS_MAX)
		return error_set(e, ERROR_BUG, "a table is too long");
	for (size_t i = 0; i < n; i++)
		specs[i] = spec_of(&fields[i]);
	return frame_decode(f, specs, n, take, &t, e);
}
