/* SPDX-License-Identifier: ISC */
/*
 * In the place of imap-check: notes what it was asked in the file "asked" and
 * answers what the file "answer" says: a verdict's number, or one of die,
 * rubbish, and wait for who asks to be gone.
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

static void
hear(void)
{
	struct frame f;
	struct error e;
	struct buf b;

	buf_init_wiping(&b, LIMIT_FRAME);
	if (frame_recv(0, &b, deadline_in(5000), &f, &e) != ERROR_NONE ||
	    attempt_get_server(&f, &server, &e) != ERROR_NONE ||
	    frame_recv(0, &b, deadline_in(5000), &f, &e) != ERROR_NONE ||
	    attempt_get_credentials(&f, &credentials, &e) != ERROR_NONE)
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

int
main(void)
{
	struct attempt_verdict v = {
	    .log = "the server's words", .person = "for the person"};
	char how[16] = "die";
	FILE *f = fopen("answer", "re");
	struct error e;
	struct buf b;

	if (f == NULL || fgets(how, sizeof(how), f) == NULL)
		exit(4);
	fclose(f);
	hear();
	note();
	if (strcmp(how, "die") == 0)
		return 1;
	if (strcmp(how, "wait") == 0)
		return read(0, how, 1) != 0;
	if (strcmp(how, "rubbish") == 0)
		return !io_write_all(
		    1, view_of("* BYE\r\n\r\n"), deadline_in(1000));
	v.verdict = (enum verdict)strtol(how, NULL, 10);
	buf_init(&b, LIMIT_FRAME);
	if (!attempt_put_verdict(&b, &v) ||
	    frame_send(1, &b, deadline_in(1000), &e) != ERROR_NONE)
		exit(5);
	buf_clear(&b);
	return 0;
}
