/* SPDX-License-Identifier: ISC */
/*
 * What happened to a message so far: NAME.j beside NAME in queue/.  Lines that
 * anyone can read, texts with their length before them:
 *
 *	postern-journal 1\n
 *	to 0 4:root 17:admin@example.com\n    final recipient 0: which of the
 *	to 0 4:root 15:bob@example.com\n      message's it stands for, and whom
 *	end 2\n                               final recipients
 *	state 1 deferred 3 1790000300 780 10:infomaniak 9:450 later\n
 *	warned 1\n
 *	notify 0 FAILURE,DELAY\n
 *	since 1790400000\n
 *
 * A state line is a final recipient, what became of it, attempts, when it is
 * due again (seconds since 1970), over how many seconds it was tried, the
 * relay and its last words; the last line about a recipient counts.  A warned
 * line says that the sender knows of the delay, a notify line when the sender
 * wants to know, where that is not what was said of the one it stands for, and
 * a since line that the message began anew at that time, as if it had been
 * handed in then.  The file is made whole and only grows, synced; a last line
 * without its end was torn by a crash and does not count.  A message without a
 * journal goes to its own recipients and was not tried; one whose recipients
 * are all done has none either, since removing the message is the record.
 */
#ifndef QUEUE_JOURNAL_H
#define QUEUE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/view.h"
#include "queue/message.h"
#include "queue/spool.h"

/* Final recipients of one message: aliases can make more of them. */
#define JOURNAL_RECIPIENTS (4UL * LIMIT_RECIPIENTS)
#define JOURNAL_NAME (SPOOL_NAME + 2)

enum journal_state {
	JOURNAL_WAITING,  /* not tried yet, or to be tried again at once */
	JOURNAL_DEFERRED, /* refused for now */
	JOURNAL_HELD,     /* an administrator must mend something */
	JOURNAL_UNKNOWN,  /* perhaps sent: only the same relay may be tried */
	JOURNAL_SENT,
	JOURNAL_BOUNCED, /* the report is durable */
	JOURNAL_FAILED,  /* given up without a report */
	JOURNAL_STATES
};

/* Which of the message's recipients a final one stands for, and what the sender
 * wants to know of it (enum notify). */
struct journal_origin {
	unsigned index;
	unsigned notify;
};

/* One final recipient; the strings are the journal's own, never NULL. */
struct journal_recipient {
	struct journal_origin of;
	enum journal_state state;
	unsigned attempts;
	int64_t due;
	int64_t tried;
	bool warned; /* the sender was told that it is late */
	char *address;
	char *relay;
	char *reply;
};

struct journal {
	struct journal_recipient *list;
	unsigned n;
	unsigned size;
	int64_t since; /* it began anew then; 0: it did not */
	size_t whole;  /* bytes of whole lines in the file; 0: no file */
	bool torn;     /* the file has more than those */
};

void journal_init(struct journal *j);
void journal_clear(struct journal *j);

/* The word for a state, as in the file. */
const char *journal_state_word(enum journal_state s);

/* Whether nothing is left to do for a recipient in this state. */
bool journal_state_done(enum journal_state s);

/* Whether that holds for all of them. */
bool journal_done(const struct journal *j);

/* The origin for a recipient of the message. */
struct journal_origin journal_origin(const struct message *m, unsigned index);

/*
 * Appends a final recipient, not tried yet.  An address that is there already
 * stays once; unless it is done, notify_merge() says what is to be known of it
 * then, and one of which nothing was to be known stands for the new origin.
 * ERROR_LIMIT, ERROR_MEMORY.
 */
enum error_code journal_add(struct journal *j, struct journal_origin of,
    struct view address, struct error *e);

/* Takes the recipients from index from on, or a single one, out again. */
void journal_cut(struct journal *j, unsigned from);
void journal_drop(struct journal *j, unsigned i);

/* Replaces a recipient's relay and reply with copies; false without memory. */
bool journal_set_words(
    struct journal_recipient *r, struct view relay, struct view reply);

/*
 * Parses the file's text for this message into an empty journal.  ERROR_INPUT
 * when it is not a journal of this message, ERROR_MEMORY.
 */
enum error_code journal_parse(struct view text, const struct message *m,
    struct journal *j, struct error *e);

/* Appends the whole file, or one recipient's state line. */
bool journal_encode(
    const struct journal *j, const struct message *m, struct buf *b);
bool journal_encode_state(
    const struct journal *j, unsigned recipient, struct buf *b);

/* "NAME.j" in dst. */
void journal_name(const char *name, char dst[JOURNAL_NAME + 1]);

/*
 * Reads the journal of the message called name.  ERROR_NOTFOUND when there is
 * none, ERROR_INPUT, ERROR_MEMORY, ERROR_SYSTEM.
 */
enum error_code journal_load(int dir_fd, const char *name,
    const struct message *m, struct journal *j, struct error *e);

/* Writes the whole file anew, durably. */
enum error_code journal_save(int dir_fd, const char *name,
    const struct message *m, struct journal *j, struct error *e);

/*
 * Makes the states of those recipients durable whose flag is set: appended, or
 * the whole file anew when there is none or it has grown long.
 */
enum error_code journal_note(int dir_fd, const char *name,
    const struct message *m, struct journal *j, const bool *changed,
    struct error *e);

#endif
