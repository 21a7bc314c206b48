/* SPDX-License-Identifier: ISC */
/* Frames of the handover as tables: which field is which struct member. */
#ifndef FLOW_HANDOVER_FIELDS_H
#define FLOW_HANDOVER_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "sys/frame.h"

enum handover_kind {
	HANDOVER_FIELD_TEXT,   /* char[]: no NUL */
	HANDOVER_FIELD_LINE,   /* char[]: no control character */
	HANDOVER_FIELD_SECRET, /* struct secret */
	HANDOVER_FIELD_NUMBER, /* uint64_t */
	HANDOVER_FIELD_FLAG,   /* bool */
	HANDOVER_FIELD_CHOICE, /* an enum below size */
	HANDOVER_FIELD_LIST    /* repeated lines in a struct handover_list */
};

/* Lines, each with its NUL, one after another. */
struct handover_list {
	struct buf bytes;
	unsigned n;
};

/* One member; size is an array's, a choice's or one list entry's ceiling. */
struct handover_field {
	uint8_t tag;
	enum handover_kind kind;
	size_t offset;
	size_t size;
	const char *name;
};

/* The most fields that a table may have. */
#define HANDOVER_FIELDS_MAX 16

/* Encodes base's members as a frame into b, emptied first. */
bool handover_fields_put(struct buf *b, uint8_t type,
    const struct handover_field *fields, size_t n, const void *base);

/*
 * Fills base's members from a frame; all fields but lists are required.
 * ERROR_PROTOCOL, with the members undefined, when it is malformed or of
 * another type.
 */
enum error_code handover_fields_get(const struct frame *f, uint8_t type,
    const struct handover_field *fields, size_t n, void *base, struct error *e);

#endif
