/* SPDX-License-Identifier: ISC */
/* Handing messages to a relay, and hearing what became of them. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/relay.h"
#include "sys/io.h"
#include "sys/spawn.h"
#include "wire/runner.h"
#include "wire/smtp_server.h"

/* No test's relay takes longer. */
#define PATIENCE_MS 60000
/* Where a text begins in its file. */
#define OFFSET 300

static void
must(bool ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "runner: %s\n", what);
		exit(99);
	}
}

void
runner_init(struct runner *r, const char *scheme, int port, const char *ca_file)
{
	memset(r, 0, sizeof(*r));
	r->failed.failure = HANDOVER_FAILURES;
	snprintf(r->relay.name, sizeof(r->relay.name), "test");
	snprintf(r->relay.url, sizeof(r->relay.url), "%s://localhost:%d",
	    scheme, port);
	snprintf(r->relay.user, sizeof(r->relay.user), "%s", SMTP_SERVER_USER);
	must(secret_set(&r->relay.secret, view_of(SMTP_SERVER_PASSWORD)),
	    "secret");
	snprintf(r->relay.ca_file, sizeof(r->relay.ca_file), "%s", ca_file);
	snprintf(r->relay.senders, sizeof(r->relay.senders), "@example.org");
	snprintf(r->relay.helo, sizeof(r->relay.helo), "web1.example.com");
	r->relay.chunking = true;
	buf_init(&r->in, HANDOVER_PAYLOAD + FRAME_HEAD);
	buf_init(&r->out, HANDOVER_PAYLOAD + FRAME_HEAD);
}

static void
child(int fd, const char *program)
{
	struct error e;
	enum error_code code;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (program != NULL) {
		dup2(fd, STDIN_FILENO);
		execl(program, program, (char *)NULL);
		_exit(99);
	}
	code = relay_run(fd, &e);
	_exit(code == ERROR_NONE ? 0 : code == ERROR_NOTFOUND ? 1 : 2);
}

void
runner_start(struct runner *r, const char *program)
{
	struct error e;
	int fds[2];

	must(spawn_socketpair(fds), "socketpair");
	fflush(NULL);
	r->pid = fork();
	must(r->pid >= 0, "fork");
	if (r->pid == 0) {
		close(fds[0]);
		child(fds[1], program);
	}
	close(fds[1]);
	r->fd = fds[0];
	must(handover_put_relay(&r->out, &r->relay) &&
		frame_send(r->fd, &r->out, deadline_in(PATIENCE_MS), &e) ==
		    ERROR_NONE,
	    "handing the settings");
}

/* The words as strings, one after another. */
static unsigned
split_words(char *words)
{
	unsigned n = 1;

	for (; *words != '\0'; words++)
		if (*words == ' ') {
			*words = '\0';
			n++;
		}
	return n;
}

static int
text_file(const char *text, size_t n)
{
	static const char before[OFFSET] = "an envelope";
	char path[] = "/tmp/postern-message-XXXXXX";
	int fd = mkstemp(path);

	must(fd >= 0 && unlink(path) == 0 &&
		io_write_all(
		    fd, view_make(before, sizeof(before)), deadline_never()) &&
		io_write_all(fd, view_make(text, n), deadline_never()),
	    "message file");
	return fd;
}

/* The same of what is said of each of n recipients; NULL for nothing. */
static char *
split_wishes(const char *words, unsigned n)
{
	char *copy = words != NULL ? strdup(words) : NULL;

	must(copy == NULL || split_words(copy) == n, "a word for each");
	return copy;
}

void
runner_hand(struct runner *r, const char *sender, const char *recipients,
    const char *text, size_t n)
{
	struct handover_message m = {
	    .id = r->handed++,
	    .offset = OFFSET,
	    .size = n,
	    .eight_bit = !view_is_ascii(view_make(text, n)),
	    .recipients = strdup(recipients),
	};
	int fd = text_file(text, n);
	struct error e;

	must(m.recipients != NULL, "strdup");
	m.n_recipients = split_words(m.recipients);
	m.notifies = split_wishes(r->notify, m.n_recipients);
	m.orcpts = split_wishes(r->orcpt, m.n_recipients);
	snprintf(m.sender, sizeof(m.sender), "%s", sender);
	snprintf(m.received, sizeof(m.received),
	    "Received: by web1.example.com; message %u\r\n", r->handed - 1);
	snprintf(m.ret, sizeof(m.ret), "%s", r->ret != NULL ? r->ret : "");
	snprintf(
	    m.envid, sizeof(m.envid), "%s", r->envid != NULL ? r->envid : "");
	must(handover_put_message(&r->out, &m), "message frame");
	/* A relay that has failed reads no more. */
	frame_send_fd(r->fd, &r->out, fd, deadline_in(PATIENCE_MS), &e);
	close(fd);
	handover_clear_message(&m);
}

static void
note_outcome(struct runner *r, const struct frame *f)
{
	struct runner_outcome *o = &r->outcomes[r->n_outcomes++];
	struct handover_outcome got;
	struct error e;

	must(r->n_outcomes < RUNNER_OUTCOMES &&
		handover_get_outcome(f, &got, &e) == ERROR_NONE,
	    "outcome frame");
	o->id = got.id;
	o->recipient = got.recipient;
	o->result = got.result;
	o->notified = got.notified;
	snprintf(o->reply, sizeof(o->reply), "%.127s", got.reply);
}

static void
note(struct runner *r, const struct frame *f)
{
	char text[LIMIT_MESSAGE_TEXT];
	uint64_t number;
	struct error e;

	switch (f->type) {
	case HANDOVER_READY:
		must(
		    handover_get_ready(f, text, sizeof(text), &e) == ERROR_NONE,
		    "ready frame");
		r->ready = true;
		break;
	case HANDOVER_OUTCOME:
		note_outcome(r, f);
		break;
	case HANDOVER_DONE:
		must(handover_get_done(f, &number, &e) == ERROR_NONE,
		    "done frame");
		r->done++;
		break;
	case HANDOVER_RELAY_FAILED:
		must(handover_get_failed(f, &r->failed, &e) == ERROR_NONE,
		    "failed frame");
		break;
	case HANDOVER_TRACE:
		must(handover_get_trace(f, &number, text, sizeof(text), &e) ==
			ERROR_NONE,
		    "trace frame");
		r->traces++;
		number = strlen(r->trace);
		snprintf(
		    r->trace + number, sizeof(r->trace) - number, "%s\n", text);
		break;
	default:
		must(false, "a frame of an unknown type");
	}
}

/* Reads one frame; false at the end. */
static bool
hear(struct runner *r)
{
	struct frame f;
	struct error e;
	enum error_code code =
	    frame_recv(r->fd, &r->in, deadline_in(PATIENCE_MS), &f, &e);

	if (code == ERROR_NONE) {
		note(r, &f);
		return true;
	}
	/* A reset: it ended without reading what was handed. */
	must(code == ERROR_NOTFOUND || code == ERROR_SYSTEM, e.text);
	r->ended = true;
	return false;
}

void
runner_wait(struct runner *r, unsigned n)
{
	while (r->done < n && r->failed.failure == HANDOVER_FAILURES &&
	    !r->ended && hear(r))
		continue;
}

void
runner_wait_ready(struct runner *r)
{
	while (!r->ready && r->failed.failure == HANDOVER_FAILURES &&
	    !r->ended && hear(r))
		continue;
}

int
runner_stop(struct runner *r)
{
	int status;

	close(r->fd);
	must(waitpid(r->pid, &status, 0) == r->pid, "waitpid");
	secret_clear(&r->relay.secret);
	buf_clear(&r->in);
	buf_clear(&r->out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

unsigned
runner_count(const struct runner *r, enum handover_result result)
{
	unsigned n = 0;

	for (unsigned i = 0; i < r->n_outcomes; i++)
		n += r->outcomes[i].result == result;
	return n;
}

const struct runner_outcome *
runner_outcome(const struct runner *r, unsigned id, unsigned recipient)
{
	for (unsigned i = 0; i < r->n_outcomes; i++)
		if (r->outcomes[i].id == id &&
		    r->outcomes[i].recipient == recipient)
			return &r->outcomes[i];
	return NULL;
}
