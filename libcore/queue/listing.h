/* SPDX-License-Identifier: ISC */
/* What there is to say about one message in the spool. */
#ifndef QUEUE_LISTING_H
#define QUEUE_LISTING_H

#include <sys/types.h>

#include "queue/control.h"
#include "queue/journal.h"
#include "queue/message.h"

/* Both are the listing's own; init, load, clear. */
struct listing {
	struct message m;
	struct journal j;
	char name[SPOOL_NAME + 1];
	enum control_place place;
};

void listing_init(struct listing *l);
void listing_clear(struct listing *l);

/* The directory of a place. */
enum spool_dir listing_dir(enum control_place place);

/*
 * Loads a message with its journal; without one, as always in drop/new, or
 * without a look for it (journal), its recipients are the envelope's own.
 * dir_fd is the place's directory.  As
 * pickup_open(), and ERROR_INPUT for a journal that is none.
 */
enum error_code listing_load(struct listing *l, int dir_fd, const char *name,
    enum control_place place, bool journal, uid_t drop_uid, struct error *e);

/* Takes the message's own recipients for its journal's; ERROR_MEMORY. */
enum error_code listing_add_own(struct listing *l, struct error *e);

/*
 * Appends to b what there is to say about a message with this journal, which
 * counts only where it was read (whole); false when it does not fit, or the
 * journal names nobody.
 */
bool listing_pack(
    const struct message *m, const struct journal *j, struct buf *b);

/* The same again from those bytes, without name and place; false when memory
 * is short. */
bool listing_unpack(struct view packed, struct listing *l);

/* Whether a query means it, wherever it lies. */
bool listing_matches(const struct listing *l, const struct control_query *q);

void listing_message(const struct listing *l, struct control_message *out);
void listing_recipient(
    const struct listing *l, unsigned i, struct control_recipient *out);

#endif
