/* SPDX-License-Identifier: ISC */
/*
 * Frames: how our own programs speak with each other over a pipe or socket.
 *
 * A frame is an 8-byte head (the bytes 'P' 'S', a version, a type, and the
 * payload's length as a 32-bit big-endian number) and a payload of fields.  A
 * field is a tag byte, a 32-bit big-endian length and that many bytes.  Types
 * and tags belong to each conversation, whose header is the contract.
 */
#ifndef SYS_FRAME_H
#define SYS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/view.h"
#include "sys/deadline.h"

#define FRAME_VERSION 1
#define FRAME_HEAD 8

/* A parsed frame; payload points into the bytes it was parsed from. */
struct frame {
	uint8_t type;
	struct view payload;
};

struct frame_field {
	uint8_t tag;
	struct view value;
};

/*
 * What one field of a frame is, for frame_decode(): fields may come in any
 * order; one that is not in the table, comes twice without .repeats, or is
 * outside its lengths makes the frame malformed.
 */
struct frame_spec {
	uint8_t tag;
	bool required;
	bool repeats;
	size_t min;
	size_t max;
	const char *name;
};

/*
 * Called by frame_decode() for each field in turn; false stops with
 * ERROR_PROTOCOL.
 */
typedef bool frame_field_fn(void *arg, const struct frame_field *field);

/*
 * Building: begin in an empty buffer, put fields, end.  Failure is sticky in
 * b; one buffer holds one frame, unless frame_end_at() says where it began.
 */
void frame_begin(struct buf *b, uint8_t type);
void frame_put(struct buf *b, uint8_t tag, struct view value);
void frame_put_str(struct buf *b, uint8_t tag, const char *value);
void frame_put_number(struct buf *b, uint8_t tag, uint64_t value);
/* Fills in the length; false when b failed. */
bool frame_end(struct buf *b);
/* The same of the frame that was begun when b held so many bytes. */
bool frame_end_at(struct buf *b, size_t start);

/*
 * Parses the frame at the start of in, whose payload may have max bytes.
 * Returns the bytes it takes, 0 when in holds only a part, -1 when it is
 * malformed.
 */
long frame_parse(struct view in, size_t max, struct frame *out);

/* The whole size that a frame's head, FRAME_HEAD bytes, announces. */
size_t frame_size(struct view head);

/* Takes the next field off the payload in *rest; false at the end of it or,
 * with *rest not empty, when it is malformed. */
bool frame_next(struct view *rest, struct frame_field *out);

/*
 * Checks a frame's fields against a table and hands each to fn.  ERROR_NONE or
 * ERROR_PROTOCOL with a text that names the field.
 */
enum error_code frame_decode(const struct frame *f,
    const struct frame_spec *specs, size_t n_specs, frame_field_fn *fn,
    void *arg, struct error *e);

/* A field's value as a number: exactly 8 bytes big-endian. */
bool frame_number(struct view value, uint64_t *out);

/*
 * Reads exactly one frame from fd into b (which is emptied first; give it a
 * ceiling of the largest payload + FRAME_HEAD) and parses it; *out points into
 * b.  Never reads beyond the frame.  ERROR_NOTFOUND at an end of file before
 * the first byte, ERROR_LATER when the deadline came, ERROR_PROTOCOL,
 * ERROR_SYSTEM.
 */
enum error_code frame_recv(int fd, struct buf *b, struct deadline d,
    struct frame *out, struct error *e);

/* Sends what is in b. ERROR_LATER (deadline) or ERROR_SYSTEM on failure. */
enum error_code frame_send(
    int fd, const struct buf *b, struct deadline d, struct error *e);

/*
 * The same over a Unix socket with one file descriptor beside the frame's
 * first byte; fd to pass stays the caller's.  On receipt *passed_out is an
 * O_CLOEXEC fd that the caller owns, or -1; surplus ones are closed.
 */
enum error_code frame_send_fd(int fd, const struct buf *b, int passed,
    struct deadline d, struct error *e);
enum error_code frame_recv_fd(int fd, struct buf *b, struct deadline d,
    struct frame *out, int *passed_out, struct error *e);

#endif
