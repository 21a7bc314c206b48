/* SPDX-License-Identifier: ISC */
/* Frames from tables of members. */
#include "config.h"

#include <string.h>

#include "queue/control_member.h"

static uint64_t
number_of(const struct control_member *m, const char *at)
{
	switch (m->kind) {
	case CONTROL_KIND_NUMBER:
		return *(const uint64_t *)(const void *)at;
	case CONTROL_KIND_SIGNED: {
		int64_t n = *(const int64_t *)(const void *)at;

		return n > 0 ? (uint64_t)n : 0;
	}
	case CONTROL_KIND_FLAG:
		return *(const bool *)(const void *)at;
	case CONTROL_KIND_STATE:
		return *(const enum journal_state *)(const void *)at;
	case CONTROL_KIND_PLACE:
		return *(const enum control_place *)(const void *)at;
	default:
		return 0;
	}
}

bool
control_encode(struct buf *b, enum control_frame type,
    const struct control_table *t, const void *from)
{
	size_t start = b->n;

	frame_begin(b, (uint8_t)type);
	for (size_t i = 0; i < t->n; i++) {
		const struct control_member *m = &t->members[i];
		const char *at = (const char *)from + m->offset;

		if (m->kind == CONTROL_KIND_TEXT)
			frame_put_str(b, (uint8_t)(i + 1), at);
		else
			frame_put_number(b, (uint8_t)(i + 1), number_of(m, at));
	}
	if (!frame_end_at(b, start) ||
	    b->n - start > CONTROL_PAYLOAD + FRAME_HEAD)
		b->failed = true;
	return !b->failed;
}

struct target {
	const struct control_table *table;
	void *to;
};

static bool
set_number(const struct control_member *m, uint64_t n, char *at)
{
	switch (m->kind) {
	case CONTROL_KIND_NUMBER:
		*(uint64_t *)(void *)at = n;
		return true;
	case CONTROL_KIND_SIGNED:
		*(int64_t *)(void *)at = (int64_t)n;
		return n <= INT64_MAX;
	case CONTROL_KIND_FLAG:
		*(bool *)(void *)at = n != 0;
		return n <= 1;
	case CONTROL_KIND_STATE:
		if (n >= JOURNAL_STATES)
			return false;
		*(enum journal_state *)(void *)at = (enum journal_state)n;
		return true;
	case CONTROL_KIND_PLACE:
		if (n >= CONTROL_PLACES)
			return false;
		*(enum control_place *)(void *)at = (enum control_place)n;
		return true;
	default:
		return false;
	}
}

static bool
set_member(void *arg, const struct frame_field *field)
{
	const struct target *t = arg;
	const struct control_member *m = &t->table->members[field->tag - 1];
	char *at = (char *)t->to + m->offset;
	uint64_t n;

	if (m->kind == CONTROL_KIND_TEXT)
		return !view_has_control(field->value) &&
		    view_copy(field->value, at, m->size);
	return frame_number(field->value, &n) && set_number(m, n, at);
}

enum error_code
control_decode(const struct frame *f, const struct control_table *t, void *to,
    struct error *e)
{
	struct frame_spec specs[CONTROL_MEMBERS_MAX];
	struct target target = {t, to};

	memset(to, 0, t->size);
	for (size_t i = 0; i < t->n; i++) {
		const struct control_member *m = &t->members[i];
		bool text = m->kind == CONTROL_KIND_TEXT;

		specs[i] = (struct frame_spec){
		    .tag = (uint8_t)(i + 1),
		    .required = !t->optional,
		    .min = text ? 0 : 8,
		    .max = text ? m->size - 1 : 8,
		    .name = m->name,
		};
	}
	return frame_decode(f, specs, t->n, set_member, &target, e);
}
