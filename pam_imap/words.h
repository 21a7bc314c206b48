/* SPDX-License-Identifier: ISC */
/* Words for a person, whoever wrote them. */
#ifndef PAM_IMAP_WORDS_H
#define PAM_IMAP_WORDS_H

#include <stddef.h>

#include "base/view.h"

/*
 * Copies v with a '?' in the place of each byte or character that a terminal
 * must not get: controls (C0, C1, DEL), what is not UTF-8, and what turns the
 * direction of writing.  Cut between two characters to fit into size bytes, at
 * least one, with the NUL.
 */
void words_copy(struct view v, char *dst, size_t size);

#endif
