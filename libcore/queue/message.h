/* SPDX-License-Identifier: ISC */
/*
 * A message in the spool: one file, an envelope and the text.  The envelope is
 * lines that anyone can read, each a key, the value's length and the value:
 *
 *	postern-message 1\n
 *	sender 17:alice@example.com\n    reverse-path; empty for null
 *	uid 4:1000\n                     who handed it in
 *	user 3:bob\n                     what that one was called, if known
 *	time 10:1790000000\n             seconds, when that was
 *	notify 5:NEVER\n                 DSN parameters, when given
 *	ret 4:HDRS\n
 *	envid 3:abc\n
 *	recipient 5:bob@x\n              one line each, in order
 *	recipient-notify 5:NEVER\n      of the one before, when given: in a
 *	orcpt 12:rfc822;bob@x\n         file whose first line says 2
 *	size 20:00000000000000000123\n   of the text; from here on
 *	eight-bit 1:0\n                  written last, in place
 *	longest 20:00000000000000000078\n
 *	                                 bytes of the longest line, no CRLF
 *	end 0:\n
 *
 * and behind it the text with CRLF line ends, exactly size bytes.  The file
 * never changes once it is in drop/new.  A reader takes every file for
 * hostile: it checks lengths, order, END, the text's size, and that no value
 * holds CR, LF or NUL.
 */
#ifndef QUEUE_MESSAGE_H
#define QUEUE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "queue/notify.h"
#include "queue/orcpt.h"

#define MESSAGE_FIRST_LINE "postern-message 1\n"
/* Of a message that says something about single recipients: so that all others
 * can be read by programs that do not know of it. */
#define MESSAGE_SECOND_FIRST_LINE "postern-message 2\n"

/* The largest envelope: every recipient with all that is said of it, keys and
 * lengths. */
#define MESSAGE_ENVELOPE               \
	(4096UL +                      \
	    (size_t)LIMIT_RECIPIENTS * \
		(LIMIT_ADDRESS + 20UL + NOTIFY_TEXT + 24 + ORCPT_MAX + 20))

/* What the sender says of one recipient (RFC 3461). */
struct message_wish {
	unsigned notify; /* enum notify; 0: as of the whole message */
	char *orcpt;     /* as orcpt_check() wants it, or NULL */
};

/* The envelope of one message; init, fill or load, clear. */
struct message {
	char sender[LIMIT_ADDRESS + 3];
	uid_t uid;
	char user[LIMIT_ADDRESS + 1]; /* empty: not known */
	int64_t time;
	char notify[NOTIFY_TEXT]; /* of the recipients that have none */
	char ret[8];
	char envid[128];
	struct buf recipients; /* n strings, each with its NUL */
	unsigned n_recipients;
	struct message_wish *wishes; /* of each; NULL: nothing is said */
	uint64_t size;
	bool eight_bit;
	uint64_t longest;
	uint64_t offset; /* of the text in the file; set by message_load() */
};

void message_init(struct message *m);
void message_clear(struct message *m);

/* Sets what the submitter is called; nothing when that is no usable name. */
void message_set_user(struct message *m, struct view name);

/* Sets the reverse-path; empty for null. ERROR_INPUT. */
enum error_code message_set_sender(
    struct message *m, struct view address, struct error *e);

/* Appends a recipient. ERROR_INPUT (CR, LF, NUL, empty, length), ERROR_LIMIT.
 */
enum error_code message_add_recipient(
    struct message *m, struct view address, struct error *e);

/*
 * Says of the recipient that was added last when its sender wants reports, and
 * whom the sender meant; each once.  ERROR_INPUT when it is no such value, was
 * said before or there is no recipient, ERROR_MEMORY.
 */
enum error_code message_add_notify(
    struct message *m, struct view notify, struct error *e);
enum error_code message_add_orcpt(
    struct message *m, struct view orcpt, struct error *e);

/* The i-th recipient; NULL beyond the last. */
const char *message_recipient(const struct message *m, unsigned i);

/* What counts for it: bits of enum notify, 0 when nothing was said. */
unsigned message_notify(const struct message *m, unsigned i);

/* Whom the sender meant by it; empty when that was not said. */
const char *message_orcpt(const struct message *m, unsigned i);

/*
 * Whether an address can stand in an envelope: not empty, UTF-8 without what
 * controls how it is shown, no spaces, angle brackets and backslashes outside
 * quotes, no quotes behind the '@', at most LIMIT_ADDRESS bytes.  A backslash
 * outside quotes means one thing to us and perhaps another to a server.
 */
bool message_check_address(struct view address);

/* Whether it is printable ASCII without spaces, as envid is; not empty. */
bool message_check_word(struct view word);

/* Whether it is FULL or HDRS (RFC 3461 4.3). */
bool message_check_ret(struct view ret);

/* Whether it can be a user's name or address in logs and in Received: letters,
 * digits and some signs, at most LIMIT_ADDRESS bytes. */
bool message_check_user(struct view name);

/*
 * Appends the envelope, size fields included.  *size_at_out is the offset in b
 * of the part from "size" on, whose length never changes: it is written again
 * in place when the text is known.  False when it does not fit.
 */
bool message_encode(
    const struct message *m, struct buf *b, size_t *size_at_out);

/*
 * Reads and checks the envelope of an open spool file, and that its text is all
 * there, where the file has so many bytes.  ERROR_INPUT when it is not a whole
 * message of ours, ERROR_MEMORY, ERROR_SYSTEM.
 */
enum error_code message_load(
    int fd, uint64_t file_size, struct message *m, struct error *e);

/*
 * Parses the envelope at the start of text into an empty m.  Returns its
 * length, 0 when text holds only a part, -1 when it is malformed.
 */
long message_parse(struct view text, struct message *m);

#endif
