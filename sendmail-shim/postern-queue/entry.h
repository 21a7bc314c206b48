/* SPDX-License-Identifier: ISC */
/* A message in flight: what is known of it while relay-send has it. */
#ifndef POSTERN_QUEUE_ENTRY_H
#define POSTERN_QUEUE_ENTRY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "flow/handover.h"
#include "mail/dsn.h"
#include "queue/journal.h"
#include "queue/message.h"
#include "sendmail-shim/postern-queue/list.h"
#include "sendmail-shim/postern-queue/moment.h"
#include "sendmail-shim/postern-queue/outcome.h"

/* What stands before the last words when the time is over. */
#define ENTRY_GIVEN_UP "given up after 5 days: "

enum entry_stage {
	ENTRY_FREE,
	ENTRY_HANDED,   /* relay-send has it */
	ENTRY_UNSETTLED /* its outcome could not be written down yet */
};

struct entry {
	enum entry_stage stage;
	struct item item;
	char name[SPOOL_NAME + 1];
	struct message m;
	struct journal j;
	bool *changed;    /* a flag a final recipient: not durable yet */
	bool *late;       /* the same: its sender is to be told of the delay */
	bool *notified;   /* the same: the relay tells its sender */
	unsigned *handed; /* final recipients, as relay-send counts them */
	unsigned n_handed;
	bool reported[DSN_KINDS]; /* the report is durable */
	uint64_t id;
	int64_t retry; /* monotonic second, when unsettled */
};

/*
 * Loads the item's message from queue/ and its journal, if it has one (j.n is
 * 0 otherwise), into a free entry; *fd_out is the caller's.  As pickup_open();
 * also ERROR_INPUT for a journal that is none.  On failure the entry stays
 * free.
 */
enum error_code entry_load(struct entry *en, const struct item *it,
    int queue_dir, uid_t drop_uid, int *fd_out, struct error *e);

/* Sizes changed and handed for the journal; ERROR_MEMORY. */
enum error_code entry_prepare(struct entry *en, struct error *e);

/* Gives everything back; the entry is free. */
void entry_clear(struct entry *en);

/* When the first of the recipients that are left is due. */
int64_t entry_due(const struct entry *en);

/* Since when it has been waiting: it was handed in, or began anew. */
int64_t entry_began(const struct entry *en);

/* The relay that alone may be tried, or NULL. */
const char *entry_bound_to(const struct entry *en);

/*
 * Chooses the recipients that are due and encodes the message for relay-send;
 * received is its Received field.  False when nothing is due or it does not
 * fit.
 */
bool entry_hand(
    struct entry *en, const char *received, int64_t now, struct buf *b);

/*
 * Notes what became of the recipient that relay-send calls index.  False when
 * it has no such one, or said so before.
 */
bool entry_note(struct entry *en, const struct handover_outcome *o,
    const char *relay, struct moment now, uint32_t random);

/* The same of a name without an alias: it is held. */
void entry_note_unresolved(struct entry *en, unsigned i, const char *reason,
    struct moment now, uint32_t random);

/* Whether it said so of all that it was handed. */
bool entry_answered(const struct entry *en);

/*
 * Applies a row of the outcome table to a final recipient: its state, attempts
 * and next time; a failure that comes after the time to give up is the last.
 */
void entry_conclude(struct entry *en, unsigned i, const struct outcome *then,
    struct moment now, uint32_t random);

/* Whether a reply is about the server's own trouble (RFC 3463 3.4, 3.5). */
bool entry_is_trouble(const char *reply);

/* Whether something became of any of them. */
bool entry_is_changed(const struct entry *en);

/*
 * Whether a final recipient belongs in a report of this kind: it bounced just
 * now, it was sent to a relay that tells no more of it, or it waits and
 * entry_find_late() said that it is late; and the sender wants that (RFC 3461
 * 4.1, 5.2).
 */
bool entry_is_for(const struct entry *en, unsigned i, enum dsn_kind kind);
bool entry_has_any_for(const struct entry *en, enum dsn_kind kind);

/* Those that bounced just now and belong in no report become JOURNAL_FAILED. */
void entry_keep_unreported(struct entry *en);

/*
 * Finds those that wait for longer than so many seconds (0: for ever) and
 * whose sender does not know; not where it is the relay that fails.
 */
void entry_find_late(struct entry *en, int64_t after, int64_t now);

/* Notes that the senders of those know. */
void entry_set_warned(struct entry *en);

/* Whether a final recipient can be sent to; else it waits for an alias. */
bool entry_resolved(const struct journal_recipient *r);

#endif
