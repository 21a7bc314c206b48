/* SPDX-License-Identifier: ISC */
/*
 * A relay-send that answers by script.  The relay's ca-file is the script:
 * lines "log PATH" (a line a message goes there), "text PATH" (its text), "dsn"
 * (what it sends, others report on), "fail KIND" (the relay fails at once),
 * "no-chunking" (and says that BDAT does not work), "die N" (ends without a
 * word at the Nth message), "few N" (closes the connection after N of them),
 * "mute" (answers nothing), "sound" (takes everything).  Otherwise the first
 * word of a recipient's local part is its outcome; "trouble", "unknown" and
 * "broken" are the relay's failure as well.
 */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flow/handover.h"
#include "sys/file.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define FOREVER deadline_in(60000)

static struct {
	char log[256];
	char text[256];
	int fail;
	unsigned die;
	unsigned few;
	bool dsn;
	bool mute;
	bool sound;
	bool no_chunking;
	bool broken;
} script = {.fail = -1};

static const struct {
	const char *word;
	enum handover_result result;
	const char *reply;
} outcomes[] = {
    {"deferred", HANDOVER_DEFERRED, "450 4.2.1 try later"},
    {"trouble", HANDOVER_DEFERRED, "451 4.3.0 trouble here"},
    {"toomany", HANDOVER_TOO_MANY, "452 4.5.3 too many recipients"},
    {"held", HANDOVER_HELD, "550 5.7.1 not allowed"},
    {"bounced", HANDOVER_BOUNCED, "550 5.1.1 no such user"},
    {"unknown", HANDOVER_UNKNOWN, "the reply was lost"},
    {"broken", HANDOVER_BROKEN,
	"one.example: the server closes the connection: 421 4.3.2 going down"},
    {"", HANDOVER_SENT, "250 2.0.0 ok"},
};

static void
read_script(const char *path)
{
	char line[300];
	FILE *f = fopen(path, "re");

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "log ", 4) == 0)
			snprintf(
			    script.log, sizeof(script.log), "%.250s", line + 4);
		else if (strncmp(line, "text ", 5) == 0)
			snprintf(script.text, sizeof(script.text), "%.250s",
			    line + 5);
		else if (strncmp(line, "fail ", 5) == 0)
			script.fail = (int)strtol(line + 5, NULL, 10);
		else if (strncmp(line, "die ", 4) == 0)
			script.die = (unsigned)strtoul(line + 4, NULL, 10);
		else if (strncmp(line, "few ", 4) == 0)
			script.few = (unsigned)strtoul(line + 4, NULL, 10);
		else if (strcmp(line, "dsn") == 0)
			script.dsn = true;
		else if (strcmp(line, "mute") == 0)
			script.mute = true;
		else if (strcmp(line, "sound") == 0)
			script.sound = true;
		else if (strcmp(line, "no-chunking") == 0)
			script.no_chunking = true;
	}
	if (f != NULL)
		fclose(f);
}

/* The i-th of n strings, unless it is empty or there are none. */
static void
log_wish(FILE *f, const char *what, const char *strings, unsigned i)
{
	while (strings != NULL && i-- > 0)
		strings += strlen(strings) + 1;
	if (strings != NULL && strings[0] != '\0')
		fprintf(f, "%s%s", what, strings);
}

/* One line: sender, recipients, bytes that could be read, Received. */
static void
log_message(const struct handover_message *m, int fd, bool chunking)
{
	char text[65536];
	ssize_t n = pread(fd, text, sizeof(text), (off_t)m->offset);
	const char *p = m->recipients;
	FILE *f = script.text[0] != '\0' ? fopen(script.text, "ae") : NULL;

	if (f != NULL) {
		fwrite(text, 1, n > 0 ? (size_t)n : 0, f);
		fclose(f);
	}
	f = fopen(script.log, "ae");
	if (f == NULL)
		return;
	fprintf(f, "from=<%s>", m->sender);
	for (unsigned i = 0; i < m->n_recipients; i++) {
		fprintf(f, " to=<%s>", p);
		log_wish(f, " notify=", m->notifies, i);
		log_wish(f, " orcpt=", m->orcpts, i);
		p += strlen(p) + 1;
	}
	fprintf(f, "%s %s received=%.60s\n", chunking ? " chunking" : "",
	    n >= 0 && (uint64_t)n == m->size ? "whole" : "cut", m->received);
	fclose(f);
}

static void
send_frame(struct buf *b)
{
	struct error e;

	if (frame_send(STDOUT_FILENO, b, FOREVER, &e) != ERROR_NONE)
		exit(3);
}

static void
fail(struct buf *b, enum handover_failure failure)
{
	struct handover_failed f = {
	    .failure = failure,
	    .reason = "the script says so",
	    .no_chunking = script.no_chunking,
	};

	handover_put_failed(b, &f);
	send_frame(b);
	exit(0);
}

static void
answer(const struct handover_message *m, struct buf *b)
{
	struct handover_outcome o = {.id = m->id};
	const char *p = m->recipients;

	for (; o.recipient < m->n_recipients; o.recipient++) {
		size_t i = 0;

		while (i < COUNT(outcomes) - 1 &&
		    (script.sound ||
			strncmp(p, outcomes[i].word,
			    strlen(outcomes[i].word)) != 0))
			i++;
		o.result = outcomes[i].result;
		o.notified = script.dsn && o.result == HANDOVER_SENT;
		snprintf(o.reply, sizeof(o.reply), "%s", outcomes[i].reply);
		handover_put_outcome(b, &o);
		send_frame(b);
		p += strlen(p) + 1;
		if (o.result == HANDOVER_UNKNOWN ||
		    strncmp(o.reply, "451 4.3.0", 9) == 0)
			fail(b, HANDOVER_UNREACHABLE);
		script.broken |= o.result == HANDOVER_BROKEN;
	}
	handover_put_done(b, m->id);
	send_frame(b);
	if (script.broken)
		fail(b, HANDOVER_UNREACHABLE);
}

int
main(void)
{
	struct handover_relay relay;
	struct handover_message m;
	struct frame f;
	struct buf in, out;
	struct error e;
	int fd = -1;

	buf_init(&in, HANDOVER_PAYLOAD + FRAME_HEAD);
	buf_init(&out, HANDOVER_PAYLOAD + FRAME_HEAD);
	if (fcntl(3, F_GETFD) < 0 ||
	    frame_recv(STDIN_FILENO, &in, FOREVER, &f, &e) != ERROR_NONE ||
	    handover_get_relay(&f, &relay, &e) != ERROR_NONE)
		return 2;
	read_script(relay.ca_file);
	if (script.fail >= 0)
		fail(&out, (enum handover_failure)script.fail);
	handover_put_ready(&out, "ready");
	send_frame(&out);
	while (frame_recv_fd(STDIN_FILENO, &in, FOREVER, &f, &fd, &e) ==
		ERROR_NONE &&
	    handover_get_message(&f, &m, &e) == ERROR_NONE) {
		log_message(&m, fd, relay.chunking);
		close(fd);
		if (script.die != 0 && --script.die == 0)
			raise(SIGKILL);
		if (!script.mute)
			answer(&m, &out);
		if (script.few != 0 && --script.few == 0)
			fail(&out, HANDOVER_UNREACHABLE);
		handover_clear_message(&m);
	}
	return 0;
}
