/* SPDX-License-Identifier: ISC */
/*
 * The contract of queue.sock: frames between postern-queue and whoever asks
 * about the queue.  A connection carries one request, a control_query that says
 * which messages are meant.  The answer begins with CONTROL_STATE and ends with
 * CONTROL_END, or CONTROL_REFUSED comes at any place.  Between them:
 *
 *	LIST, SHOW	for each message CONTROL_MESSAGE and its
 *			CONTROL_RECIPIENTs; for SHOW then CONTROL_DATA
 *	FLUSH, HOLD, RELEASE, RETRY, DELETE
 *			for each message CONTROL_RESULT, after it is durable;
 *			none for a FLUSH of everything
 *	WATCH		a CONTROL_EVENT when something becomes of a recipient,
 *			a CONTROL_STATE when a relay fails; until the client
 *			closes
 *	STATUS		nothing
 *
 * Who asks is what SO_PEERCRED says.  Root and postern-queue may ask everything
 * about all messages.  Anybody else lists, shows, watches and deletes the own
 * messages, and cannot change when they are tried.
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
	CONTROL_LIST = 1, /* the messages */
	CONTROL_FLUSH,    /* try them now, and every relay */
	CONTROL_HOLD,     /* put them aside until they are released */
	CONTROL_RELEASE,
	CONTROL_RETRY, /* as FLUSH, for chosen messages; or from failed/ */
	CONTROL_DELETE,
	CONTROL_SHOW,   /* one message, its header section or all of it */
	CONTROL_WATCH,  /* what becomes of the asker's messages from now on */
	CONTROL_STATUS, /* how things stand */

	CONTROL_STATE = 16, /* answer: how delivery as a whole stands */
	CONTROL_MESSAGE,    /* answer: one message; its recipients follow */
	CONTROL_RECIPIENT,
	CONTROL_DATA,   /* answer: bytes of a message's text */
	CONTROL_RESULT, /* answer: whether it was done to one message */
	CONTROL_EVENT,  /* answer: what became of a recipient */
	CONTROL_END,    /* answer: that was all */
	CONTROL_REFUSED /* answer: why not */
};

/* The largest payload of any of them. */
#define CONTROL_PAYLOAD 8192
/* The most bytes of one CONTROL_DATA. */
#define CONTROL_DATA_MAX 8000

/* Where a message lies. */
enum control_place {
	CONTROL_NEW,   /* drop/new: not taken in yet */
	CONTROL_QUEUE, /* it is sent when it is due */
	CONTROL_HELD,  /* hold/: not before somebody releases it */
	CONTROL_GIVEN, /* failed/: given up without a report */
	CONTROL_PLACES
};

/*
 * Which messages are meant: those for which all texts that are not empty occur,
 * in either case, in the id, the sender and one of the recipients.  Requests
 * that change a message take an id only as a whole, and no texts at all mean
 * every message only with all.
 */
struct control_query {
	char id[SPOOL_NAME + 1];
	char sender[LIMIT_ADDRESS + 1];
	char recipient[LIMIT_ADDRESS + 1];
	bool all;
	bool failed; /* those in failed/, and only those */
	bool text;   /* CONTROL_SHOW: the text, too */
};

/* Why nothing goes out; an empty reason: it does. */
struct control_state {
	char reason[2 * LIMIT_MESSAGE_TEXT];
	int64_t due;       /* seconds since 1970 of the next attempt; 0: none */
	uint64_t messages; /* that wait or are being sent; 0 for others */
};

struct control_message {
	char id[SPOOL_NAME + 1];
	char sender[LIMIT_ADDRESS + 1];
	int64_t time;  /* when it was handed in, seconds since 1970 */
	uint64_t size; /* of the text */
	uint64_t uid;
	enum control_place place;
	char user[LIMIT_ADDRESS + 1]; /* what that one is called, if known */
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

struct control_result {
	char id[SPOOL_NAME + 1];
	bool done;
	char why[LIMIT_MESSAGE_TEXT]; /* if not */
};

struct control_event {
	char id[SPOOL_NAME + 1];
	bool left; /* some recipient of the message still waits */
	struct control_recipient recipient;
};

/* Encode into b, appended to what is there; false when it does not fit. */
bool control_put_plain(struct buf *b, enum control_frame type);
bool control_put_query(
    struct buf *b, enum control_frame type, const struct control_query *q);
bool control_put_state(struct buf *b, const struct control_state *s);
bool control_put_message(struct buf *b, const struct control_message *m);
bool control_put_recipient(struct buf *b, const struct control_recipient *r);
bool control_put_data(struct buf *b, struct view bytes);
bool control_put_result(struct buf *b, const struct control_result *r);
bool control_put_event(struct buf *b, const struct control_event *v);
bool control_put_refused(struct buf *b, const char *reason);

/* Decode a frame of the right type; ERROR_PROTOCOL when it is malformed.  No
 * text holds a control character.  A query's fields may be missing. */
enum error_code control_get_plain(const struct frame *f, struct error *e);
enum error_code control_get_query(
    const struct frame *f, struct control_query *out, struct error *e);
enum error_code control_get_state(
    const struct frame *f, struct control_state *out, struct error *e);
enum error_code control_get_message(
    const struct frame *f, struct control_message *out, struct error *e);
enum error_code control_get_recipient(
    const struct frame *f, struct control_recipient *out, struct error *e);
/* *out points into the frame: any bytes at all. */
enum error_code control_get_data(
    const struct frame *f, struct view *out, struct error *e);
enum error_code control_get_result(
    const struct frame *f, struct control_result *out, struct error *e);
enum error_code control_get_event(
    const struct frame *f, struct control_event *out, struct error *e);
enum error_code control_get_refused(
    const struct frame *f, char *dst, size_t size, struct error *e);

/* Whether no text chooses among messages; whether the id is a whole one. */
bool control_query_is_open(const struct control_query *q);
bool control_query_is_one(const struct control_query *q);

#endif
