/* SPDX-License-Identifier: ISC */
/* A message's text: a head in memory, and the rest in an open file. */
#ifndef SMTP_TEXT_H
#define SMTP_TEXT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/view.h"

/* Owns nothing. */
struct smtp_text {
	struct view head;
	int fd;
	uint64_t offset; /* of the rest in the file */
	uint64_t rest;   /* its bytes */
};

/* All of its bytes. */
uint64_t smtp_text_size(const struct smtp_text *t);

/*
 * Appends the n bytes at position at, which must exist.  ERROR_SYSTEM when the
 * file cannot be read or is shorter than it was, ERROR_MEMORY.
 */
enum error_code smtp_text_read(const struct smtp_text *t, uint64_t at, size_t n,
    struct buf *out, struct error *e);

#endif
