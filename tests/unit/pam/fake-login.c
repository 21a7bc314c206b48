/* SPDX-License-Identifier: ISC */
/*
 * In the place of postern-login: with --once for the socket it is started on,
 * with --serve UID for all that come to login.sock, where it listens as that
 * user if root runs it.  Notes what it is
 * asked in the files "prepared" and "request", and does what the file "answer"
 * says when the request comes:
 *
 *	NUMBER TEXT	answers that verdict, with a text for the person
 *	hang		says nothing until the other side goes
 *	rubbish		answers what is no frame
 *	huge		announces a frame of 8 KiB and sends as much
 *	cut N		answers N bytes of a reply and hangs up
 *	die		hangs up without an answer
 *	early		hangs up before it reads anything
 *	restart WHAT	hangs up, and does WHAT from then on
 *	leave WHAT	the same, but ends: nobody is at login.sock any more
 *
 * The last two and early mean a PREPARE too.
 */
#include "config.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pam_imap/protocol.h"
#include "sys/io.h"

#define SOCKET_NAME "login.sock"
#define HANG_MS 60000
#define STEP_MS 5000

static const char *mode;
static char how[600];

static void
read_answer(void)
{
	FILE *f = fopen("answer", "re");

	snprintf(how, sizeof(how), "die");
	if (f == NULL)
		return;
	if (fgets(how, sizeof(how), f) == NULL)
		exit(4);
	fclose(f);
}

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "we");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		exit(2);
}

static void
note(const struct protocol_request *r)
{
	char text[PROTOCOL_SIZE];

	snprintf(text, sizeof(text), "%d %s %llu %s %s %s [%.*s]%s %s",
	    (int)r->what, r->user, (unsigned long long)r->uid, r->service,
	    r->rhost, r->tty, VIEW_ARG(secret_view(&r->password)),
	    r->debug ? " debug" : "", mode);
	write_file(r->what == PROTOCOL_PREPARE ? "prepared" : "request", text);
}

/* The reply that text, a number and words, says. */
static void
make_reply(const char *text, struct buf *b)
{
	struct protocol_reply reply = {.log = "because"};
	char *end;

	reply.verdict = (enum verdict)strtol(text, &end, 10);
	view_copy(view_trim(view_of(end)), reply.person, sizeof(reply.person));
	if (!protocol_put_reply(b, &reply))
		exit(3);
}

static void
send_bytes(int fd, struct view v)
{
	io_write_all(fd, v, deadline_in(STEP_MS));
}

static void
hang(int fd, const char *rest)
{
	(void)rest;
	io_wait(fd, POLLRDHUP, deadline_in(HANG_MS));
}

static void
send_rubbish(int fd, const char *rest)
{
	(void)rest;
	send_bytes(fd, view_of("HTTP/1.1 200 OK\r\n\r\n"));
}

static void
send_huge(int fd, const char *rest)
{
	static char bytes[PROTOCOL_SIZE + FRAME_HEAD + 1] = {
	    'P', 'S', FRAME_VERSION, PROTOCOL_REPLY, 0, 0, 0x20, 1};

	(void)rest;
	send_bytes(fd, view_make(bytes, sizeof(bytes)));
}

static void
send_part(int fd, const char *rest)
{
	struct buf b;

	buf_init(&b, PROTOCOL_SIZE);
	make_reply("1 A reply that is cut", &b);
	send_bytes(
	    fd, view_before(buf_view(&b), (size_t)strtol(rest, NULL, 10)));
	buf_clear(&b);
}

static void
hang_up(int fd, const char *rest)
{
	(void)fd;
	(void)rest;
}

static void
answer(int fd, const char *text)
{
	struct buf b;

	buf_init(&b, PROTOCOL_SIZE);
	make_reply(text, &b);
	send_bytes(fd, buf_view(&b));
	buf_clear(&b);
}

static const struct {
	const char *word;
	void (*act)(int fd, const char *rest);
} acts[] = {
    {"hang", hang},
    {"rubbish", send_rubbish},
    {"huge", send_huge},
    {"cut ", send_part},
    {"die", hang_up},
};

static void
act(int fd)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		size_t n = strlen(acts[i].word);

		if (strncmp(how, acts[i].word, n) == 0) {
			acts[i].act(fd, how + n);
			return;
		}
	}
	answer(fd, how);
}

/* Whether it hangs up now because of a restart, or for ever. */
static bool
goes_away(void)
{
	static const char restart[] = "restart ", leave[] = "leave ";

	if (strncmp(how, restart, sizeof(restart) - 1) == 0) {
		write_file("answer", how + sizeof(restart) - 1);
		return true;
	}
	if (strncmp(how, leave, sizeof(leave) - 1) != 0)
		return false;
	write_file("answer", how + sizeof(leave) - 1);
	unlink(SOCKET_NAME);
	exit(0);
}

/* Hears one request; false when the conversation is over. */
static bool
converse(int fd)
{
	static struct protocol_request request;
	struct deadline d = deadline_in(HANG_MS);
	struct frame f;
	struct buf b;
	bool heard;

	buf_init_wiping(&b, PROTOCOL_SIZE);
	heard = frame_recv(fd, &b, d, &f, NULL) == ERROR_NONE &&
	    protocol_get_request(&f, &request, NULL) == ERROR_NONE;
	buf_clear(&b);
	if (!heard)
		return false;
	note(&request);
	read_answer();
	if (goes_away())
		return false;
	if (request.what == PROTOCOL_PREPARE)
		return true;
	act(fd);
	return false;
}

static void
speak(int fd)
{
	read_answer();
	if (strcmp(how, "early") == 0)
		return;
	while (converse(fd))
		continue;
}

/* A byte on standard output says that the socket is there. */
static void
serve(uid_t uid)
{
	const struct sockaddr_un a = {AF_UNIX, SOCKET_NAME};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	uid_t own = geteuid();

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
	    seteuid(uid) != 0 || listen(fd, 8) != 0 || seteuid(own) != 0 ||
	    write(STDOUT_FILENO, "", 1) != 1)
		exit(6);
	close(STDOUT_FILENO);
	for (;;) {
		int peer = accept(fd, NULL, NULL);

		if (peer < 0)
			exit(7);
		speak(peer);
		io_close(&peer);
	}
}

int
main(int argc, char **argv)
{
	if (argc < 2)
		return 64;
	mode = argv[1];
	if (argc == 3)
		serve((uid_t)strtoul(argv[2], NULL, 10));
	speak(STDIN_FILENO);
	return 0;
}
