/* SPDX-License-Identifier: ISC */
/*
 * In the place of postern-login: notes its request in the file "request" and
 * answers what the file "answer" says: a verdict's number and a text for the
 * person, or one of hang, die, rubbish, early, late.
 */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pam_imap/protocol.h"
#include "sys/io.h"

static void
note(const struct protocol_request *r, int argc, char **argv)
{
	FILE *f = fopen("request", "we");

	if (f == NULL)
		exit(2);
	fprintf(f, "%d %s %llu %s %s %s [%.*s]%s%s", (int)r->what, r->user,
	    (unsigned long long)r->uid, r->service, r->rhost, r->tty,
	    VIEW_ARG(secret_view(&r->password)), argc > 1 ? " " : "",
	    argc > 1 ? argv[1] : "");
	fclose(f);
}

static void
answer(const char *text)
{
	struct protocol_reply reply = {.log = "because"};
	struct error e;
	struct buf b;
	char *end;

	reply.verdict = (enum verdict)strtol(text, &end, 10);
	view_copy(view_trim(view_of(end)), reply.person, sizeof(reply.person));
	buf_init(&b, PROTOCOL_SIZE);
	if (!protocol_put_reply(&b, &reply) ||
	    frame_send(1, &b, deadline_in(1000), &e) != ERROR_NONE)
		exit(3);
	buf_clear(&b);
}

/* Who would hang for ever is let go when the other side has gone. */
static void
misbehave(const char *how)
{
	if (strcmp(how, "hang") == 0)
		io_wait(0, 0, deadline_in(60000));
	else if (strcmp(how, "rubbish") == 0)
		io_write_all(
		    1, view_of("HTTP/1.1 200 OK\r\n\r\n"), deadline_in(1000));
	exit(1);
}

int
main(int argc, char **argv)
{
	static struct protocol_request request;
	char how[600] = "die";
	struct frame f;
	struct error e;
	struct buf b;
	FILE *file = fopen("answer", "re");

	if (file != NULL) {
		if (fgets(how, sizeof(how), file) == NULL)
			exit(4);
		fclose(file);
	}
	if (strcmp(how, "early") == 0)
		exit(0);
	buf_init_wiping(&b, PROTOCOL_SIZE);
	if (frame_recv(0, &b, deadline_in(5000), &f, &e) != ERROR_NONE ||
	    protocol_get_request(&f, &request, &e) != ERROR_NONE)
		exit(5);
	buf_clear(&b);
	note(&request, argc, argv);
	if (how[0] < '0' || how[0] > '9')
		misbehave(how);
	answer(how);
	return 0;
}
