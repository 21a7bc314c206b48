/* SPDX-License-Identifier: ISC */
/* A struct as a frame: a table of its members. */
#ifndef QUEUE_CONTROL_MEMBER_H
#define QUEUE_CONTROL_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "queue/control.h"

enum control_kind {
	CONTROL_KIND_TEXT,   /* char[], no control characters */
	CONTROL_KIND_NUMBER, /* uint64_t */
	CONTROL_KIND_SIGNED, /* int64_t, not negative on the wire */
	CONTROL_KIND_FLAG,   /* bool */
	CONTROL_KIND_STATE,  /* enum journal_state */
	CONTROL_KIND_PLACE   /* enum control_place */
};

/* One member of a struct and its field; tags count from 1 in table order. */
struct control_member {
	enum control_kind kind;
	size_t offset;
	size_t size;
	const char *name;
};

#define CONTROL_MEMBER(kind, type, member)                   \
	{                                                    \
		CONTROL_KIND_##kind, offsetof(type, member), \
		    sizeof(((type *)NULL)->member), #member  \
	}

#define CONTROL_MEMBERS_MAX 9

/* A frame's table; the whole struct is set to zero bytes before decoding. */
struct control_table {
	const struct control_member *members;
	size_t n;
	size_t size;   /* of the struct */
	bool optional; /* fields may be missing */
};

/* Appends a frame to b; false when it does not fit. */
bool control_encode(struct buf *b, enum control_frame type,
    const struct control_table *t, const void *from);

/* Decodes one; ERROR_PROTOCOL. */
enum error_code control_decode(const struct frame *f,
    const struct control_table *t, void *to, struct error *e);

#endif
