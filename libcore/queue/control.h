/* SPDX-License-Identifier: ISC */
/*
 * The contract of queue.sock: frames between postern-queue and whoever asks
 * about the queue.  A connection carries one request; the answer is
 * CONTROL_STATE, for CONTROL_LIST a CONTROL_MESSAGE and its
 * CONTROL_RECIPIENTs for each message, and CONTROL_END; or CONTROL_REFUSED at
 * any place.  Who asks is what SO_PEERCRED says: root and postern-queue see
 * everything and may change it, anybody else sees the own messages.
 */
#ifndef QUEUE_CONTROL_H
#define QUEUE_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "queue/journal.h"
#include "queue/spool.h"
#include "sys/frame.h"

enum control_frame {
	CONTROL_LIST = 1, /* request: the messages */
	CONTROL_FLUSH,    /* request: try everything now */
	CONTROL_STATE,    /* answer: how delivery as a whole stands */
	CONTROL_MESSAGE,  /* answer: one message; its recipients follow */
	CONTROL_RECIPIENT,
	CONTROL_END,    /* answer: that was all */
	CONTROL_REFUSED /* answer: why not */
};

/* The largest payload of any of them. */
#define CONTROL_PAYLOAD 8192

/* Why nothing goes out; an empty reason: it does. */
struct control_state {
	char reason[2 * LIMIT_MESSAGE_TEXT];
	int64_t due; /* seconds since 1970 of the next attempt; 0: none */
};

struct control_message {
	char id[SPOOL_NAME + 1];
	char sender[LIMIT_ADDRESS + 1];
	int64_t time;  /* when it was handed in, seconds since 1970 */
	uint64_t size; /* of the text */
	uint64_t uid;
	bool taken; /* false: it still lies in drop/new */
};

struct control_recipient {
	char address[LIMIT_ADDRESS + 1];
	char original[LIMIT_ADDRESS + 1]; /* as handed in */
	enum journal_state state;
	uint64_t attempts;
	int64_t due;
	char relay[LIMIT_LABEL + 1];
	char reply[2 * LIMIT_MESSAGE_TEXT];
};

/* Encode into b, appended to what is there; false when it does not fit. */
bool control_put_plain(struct buf *b, enum control_frame type);
bool control_put_state(struct buf *b, const struct control_state *s);
bool control_put_message(struct buf *b, const struct control_message *m);
bool control_put_recipient(struct buf *b, const struct control_recipient *r);
bool control_put_refused(struct buf *b, const char *reason);

/* Decode a frame of the right type; ERROR_PROTOCOL when it is malformed.  No
 * text holds a control character. */
enum error_code control_get_plain(const struct frame *f, struct error *e);
enum error_code control_get_state(
    const struct frame *f, struct control_state *out, struct error *e);
enum error_code control_get_message(
    const struct frame *f, struct control_message *out, struct error *e);
enum error_code control_get_recipient(
    const struct frame *f, struct control_recipient *out, struct error *e);
enum error_code control_get_refused(
    const struct frame *f, char *dst, size_t size, struct error *e);

#endif
