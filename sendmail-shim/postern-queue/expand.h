/* SPDX-License-Identifier: ISC */
/* From the recipients of an envelope to those that mail is sent to. */
#ifndef POSTERN_QUEUE_EXPAND_H
#define POSTERN_QUEUE_EXPAND_H

#include "sendmail-shim/postern-queue/runner.h"

/* Reads the aliases file when it is not the one that was read last, and lets
 * the messages try again whose names led nowhere. */
void expand_refresh(struct runner *r);

/*
 * Fills an empty journal with the final recipients of m.  A name that leads
 * nowhere stays in it.  *changed_out becomes true where aliases were used.
 * ERROR_LIMIT, ERROR_MEMORY.
 */
enum error_code expand_message(struct runner *r, const struct message *m,
    struct journal *j, bool *changed_out, struct error *e);

/* The same for those names in a journal that are due again. */
enum error_code expand_again(
    struct runner *r, struct journal *j, bool *changed_out, struct error *e);

/* Holds what still leads nowhere and is due, with the reason. */
void expand_hold(struct runner *r, struct entry *en);

#endif
