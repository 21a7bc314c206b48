/* SPDX-License-Identifier: ISC */
/* A spool, a message as frames, and one run of queue-put's work on both. */
#ifndef TESTS_PUT_SITE_H
#define TESTS_PUT_SITE_H

#include "queue/submit.h"
#include "sendmail-shim/queue-put/put.h"
#include "sendmail/spool_dir.h"
#include "suite.h"

#define SITE_UID 4711

struct site {
	struct test_spool spool;
	struct buf frames; /* what is sent */
	struct submit_answer answer;
	struct put put; /* without fds */
};

void site_make(struct site *s);
void site_remove(struct site *s);

/* Frames: the beginning, a piece of text of n bytes, the end. */
void site_begin(struct site *s);
void site_text(struct site *s, size_t n);
void site_end(struct site *s);

/* Runs on a file with these frames, or on these fds; checks that the answer
 * says the status, which is returned. */
int site_run(struct site *s);
int site_answer(struct site *s, int fd, int status);

/* All at once: a message with n bytes of text. */
int site_send(struct site *s, size_t n);

/* Writes drop/limits. */
void site_limits(const struct site *s, const char *text);

Suite *door_suite(void);
Suite *file_suite(void);
Suite *pass_suite(void);
Suite *reach_suite(void);
Suite *slots_suite(void);

#endif
