/* SPDX-License-Identifier: ISC */
/*
 * In the place of imap-check: notes what it was asked in the file "asked" and
 * does what the file "answer" says: a verdict's number, or one of the words in
 * ways[], which are how a worker can be broken.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flow/attempt.h"
#include "sys/io.h"

static struct attempt_server server;
static struct attempt_credentials credentials;

static bool
hear_frame(struct frame *f, struct buf *b)
{
	struct error e;

	return frame_recv(0, b, deadline_in(60000), f, &e) == ERROR_NONE;
}

static void
hear_server(void)
{
	struct frame f;
	struct error e;
	struct buf b;

	buf_init(&b, LIMIT_FRAME);
	if (!hear_frame(&f, &b) ||
	    attempt_get_server(&f, &server, &e) != ERROR_NONE)
		exit(2);
	buf_clear(&b);
}

static void
note(void)
{
	FILE *f = fopen("asked", "we");

	if (f == NULL)
		exit(3);
	for (unsigned i = 0; i < server.n_urls; i++)
		fprintf(f, "%s ", server.urls[i]);
	fprintf(f, "ca=%s mechanisms=%s user=%s [%.*s]", server.ca_file,
	    server.mechanisms, credentials.user,
	    VIEW_ARG(secret_view(&credentials.password)));
	fclose(f);
}

static void
hear_credentials(void)
{
	struct frame f;
	struct error e;
	struct buf b;

	buf_init_wiping(&b, LIMIT_FRAME);
	if (!hear_frame(&f, &b) ||
	    attempt_get_credentials(&f, &credentials, &e) != ERROR_NONE)
		exit(2);
	buf_clear(&b);
	note();
}

static void
say(const char *p, size_t n)
{
	if (!io_write_all(1, view_make(p, n), deadline_in(60000)))
		exit(5);
}

static void
put_verdict(struct buf *b, enum verdict verdict)
{
	struct attempt_verdict v = {.verdict = verdict,
	    .log = "the server's words",
	    .person = "for the person"};

	buf_init(b, LIMIT_FRAME);
	if (!attempt_put_verdict(b, &v))
		exit(5);
}

static void
say_verdict(enum verdict verdict)
{
	struct buf b;

	put_verdict(&b, verdict);
	say(b.p, b.n);
	buf_clear(&b);
}

static void
say_trace(void)
{
	struct attempt_trace t = {.at_us = 5000, .text = "a step of it"};
	struct buf b;

	buf_init(&b, LIMIT_FRAME);
	if (!attempt_put_trace(&b, &t))
		exit(5);
	say(b.p, b.n);
	buf_clear(&b);
}

static void
hear_both(void)
{
	hear_server();
	hear_credentials();
}

/* Ends before it has heard anything. */
static void
die_first(void)
{
	exit(1);
}

static void
die_early(void)
{
	hear_server();
	exit(1);
}

static void
die(void)
{
	hear_both();
	exit(1);
}

static void
talk_rubbish(void)
{
	hear_both();
	say("* BYE\r\n\r\n", 9);
}

/* Says yes before there is a password. */
static void
answer_early(void)
{
	hear_server();
	say_verdict(VERDICT_SUCCESS);
	hear_credentials();
}

/* Half a yes, and its end. */
static void
answer_half(void)
{
	struct buf b;

	hear_both();
	put_verdict(&b, VERDICT_SUCCESS);
	say(b.p, b.n - 1);
}

static void
answer_slowly(void)
{
	struct buf b;

	hear_both();
	put_verdict(&b, VERDICT_SUCCESS);
	for (size_t i = 0; i < b.n; i++)
		say(b.p + i, 1);
	buf_clear(&b);
}

/* Steps, whether they were asked for or not. */
static void
trace(void)
{
	hear_server();
	say_trace();
	hear_credentials();
	say_trace();
	say_verdict(VERDICT_SUCCESS);
}

/* Steps without an end. */
static void
flood(void)
{
	hear_both();
	for (;;)
		say_trace();
}

/* Says nothing until its socket is closed. */
static void
hang(void)
{
	struct frame f;
	struct buf b;

	hear_both();
	buf_init(&b, LIMIT_FRAME);
	while (hear_frame(&f, &b))
		;
}

static const struct {
	const char *word;
	void (*fn)(void);
} ways[] = {{"die-first", die_first}, {"die-early", die_early}, {"die", die},
    {"rubbish", talk_rubbish}, {"early", answer_early}, {"half", answer_half},
    {"slow", answer_slowly}, {"trace", trace}, {"flood", flood},
    {"wait", hang}};

int
main(void)
{
	char how[16] = "die";
	FILE *f = fopen("answer", "re");

	if (f == NULL || fgets(how, sizeof(how), f) == NULL)
		exit(4);
	fclose(f);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(how, ways[i].word) == 0) {
			ways[i].fn();
			return 0;
		}
	}
	hear_both();
	say_verdict((enum verdict)strtol(how, NULL, 10));
	return 0;
}
