/* SPDX-License-Identifier: ISC */
/*
 * The recipient as the sender named it (RFC 3461 4.2, RFC 6533 3.): a type, ';'
 * and an address as xtext, or where the type is utf-8 in its form of ASCII.
 */
#ifndef QUEUE_ORCPT_H
#define QUEUE_ORCPT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/view.h"

/* The longest value of ORCPT (RFC 3461 4.2). */
#define ORCPT_MAX 500

/* Whether it is a value of ORCPT, all ASCII, that stands for no control
 * character. */
bool orcpt_check(struct view text);

/*
 * Appends the value of a parameter as orcpt_check() wants it: an address of the
 * type utf-8 may be raw there.  False when it is none.
 */
bool orcpt_add(struct buf *b, struct view value);

/* Appends "type; address" as a report has it (RFC 3464 2.3.1).  False when text
 * is no value of ORCPT. */
bool orcpt_add_field(struct buf *b, struct view text);

#endif
