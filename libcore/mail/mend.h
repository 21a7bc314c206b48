/* SPDX-License-Identifier: ISC */
/*
 * A message made to fit what SMTP carries, as it goes by: no line is longer
 * than LIMIT_TEXT_LINE bytes (RFC 5321 4.5.3.1.6).
 *
 * Parts whose lines are too long become quoted-printable or base64, whichever
 * is shorter, and say so; parts in one of the two get more line ends; header
 * lines are folded.  What is signed or encrypted, or has an encoding that is
 * not understood, keeps every byte, and so does a message with a signature of
 * a whole (DKIM): the relay may refuse such lines, but nobody can be deceived.
 *
 * A part says how it is encoded before its text begins, and standard input
 * cannot be read twice.  So MEND_AHEAD bytes of a text are held until it is
 * known whether it has a long line.  A text that is longer than that, and is
 * not encoded yet, is encoded in any case: what follows may have a long line,
 * and then it would be too late.  That costs texts above 1 MiB their plain
 * form, and 76 bytes a line; it costs no byte of their content, no file on a
 * disk that the caller may not have, and no more memory for any size.
 */
#ifndef MAIL_MEND_H
#define MAIL_MEND_H

#include <stdbool.h>

#include "base/view.h"

/* Bytes of a text that are held before its encoding is chosen. */
#define MEND_AHEAD (1024UL * 1024)

/* Takes a piece of the result, of any size. */
typedef void mend_fn(void *arg, struct view text);

/* A message at work. */
struct mend;

/* NULL when memory is short. Free takes NULL too, and sets it. */
struct mend *mend_new(mend_fn *fn, void *arg);
void mend_free(struct mend **m);

/*
 * Adds a piece of the message, whose lines end in LF, its header section
 * first.  False when memory is short: then, and from then on, nothing more
 * comes out.
 */
bool mend_add(struct mend *m, struct view text);

/* Says that there is no more. */
bool mend_end(struct mend *m);

/* How many lines of texts are too long, and were left as they are since what
 * they belong to is signed, encrypted or not understood. */
size_t mend_left_long(const struct mend *m);

#endif
