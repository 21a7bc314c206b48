/* SPDX-License-Identifier: ISC */
/* Frames as tables: which field is which struct member. */
#ifndef FLOW_FIELDS_H
#define FLOW_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "sys/frame.h"

enum fields_kind {
	FIELDS_TEXT,   /* char[]: no NUL */
	FIELDS_LINE,   /* char[]: no control character */
	FIELDS_SECRET, /* struct secret */
	FIELDS_NUMBER, /* uint64_t */
	FIELDS_FLAG,   /* bool */
	FIELDS_CHOICE, /* an enum below size */
	FIELDS_LIST    /* repeated lines in a struct fields_list */
};

/* Lines, each with its NUL, one after another. */
struct fields_list {
	struct buf bytes;
	unsigned n;
};

/* One member; size is an array's, a choice's or one list entry's ceiling. */
struct fields_member {
	uint8_t tag;
	enum fields_kind kind;
	size_t offset;
	size_t size;
	const char *name;
};

/* The most fields that a table may have. */
#define FIELDS_MAX 24

/* Encodes base's members as a frame into b, emptied first. */
bool fields_put(struct buf *b, uint8_t type, const struct fields_member *fields,
    size_t n, const void *base);

/*
 * Fills base's members from a frame; all fields but lists are required.
 * ERROR_PROTOCOL, with the members undefined, when it is malformed or of
 * another type.
 */
enum error_code fields_get(const struct frame *f, uint8_t type,
    const struct fields_member *fields, size_t n, void *base, struct error *e);

#endif
