/* SPDX-License-Identifier: ISC */
/* What the parts of the SMTP dialogue share. */
#ifndef SENDMAIL_DIALOGUE_PRIVATE_H
#define SENDMAIL_DIALOGUE_PRIVATE_H

#include "sendmail-shim/sendmail/dialogue.h"

/* A command of the table: acts on what stands behind the verb and appends its
 * reply. */
typedef enum dialogue_next dialogue_fn(
    struct dialogue *d, struct view rest, struct buf *replies);

/* MAIL and RCPT. */
dialogue_fn dialogue_mail, dialogue_rcpt;

/* Appends a reply of one line. */
enum dialogue_next dialogue_reply(struct buf *replies, const char *line);

#endif
