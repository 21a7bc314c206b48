/* SPDX-License-Identifier: ISC */
/* Sending a text into a spool in a temporary directory, through a queue-put
 * that works there. */
#ifndef TESTS_SENDMAIL_SEND_TEXT_H
#define TESTS_SENDMAIL_SEND_TEXT_H

#include "base/error.h"
#include "base/view.h"
#include "queue/spool.h"
#include "sendmail/spool_dir.h"

/* Where it works, the path of queue-put, and what the last run left. */
extern struct test_spool send_text_spool;
extern char send_text_put[128];
extern char send_text_id[SPOOL_NAME + 1];
extern struct error send_text_error;

/* A fixture: the spool, and a script that starts queue-put for it. */
void send_text_set_up(void);
void send_text_tear_down(void);

/* Puts another script in its place. */
void send_text_write_put(const char *script);

/* Sends text as the user tina, with the words of a command line; the exit
 * status. */
int send_text_run(const char *words, struct view text);

#endif
