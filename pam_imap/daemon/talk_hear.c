/* SPDX-License-Identifier: ISC */
/* The client's half of a conversation: PREPARE, AUTH, ACCOUNT. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "pam_imap/daemon/report.h"
#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/talk.h"

/* What is read at a time. */
#define PIECE 4096

static void
hear_prepare(struct talk *t)
{
	t->prepared = true;
	t->until = deadline_in(LIMIT_CREDENTIALS_MS);
	if (request_judge(&t->serve->config.host, &t->request, t->uid))
		talk_preconnect(t);
}

static void
hear_auth(struct talk *t)
{
	t->login = deadline_in(LIMIT_LOGIN_MS);
	if (!request_judge(&t->serve->config.host, &t->request, t->uid)) {
		talk_abandon(t);
		talk_reply(t);
	} else if (talk_may_ask(t)) {
		talk_queue(t);
	} else {
		talk_reply(t);
	}
}

static void
hear_account(struct talk *t)
{
	request_judge(&t->serve->config.host, &t->request, t->uid);
	talk_reply(t);
}

/* What may be asked, and whether behind a PREPARE. */
static const struct {
	void (*hear)(struct talk *t);
	bool behind_prepare;
} frames[] = {
    [PROTOCOL_AUTH] = {hear_auth, true},
    [PROTOCOL_ACCOUNT] = {hear_account, false},
    [PROTOCOL_PREPARE] = {hear_prepare, false},
};

#define FRAMES (sizeof(frames) / sizeof(frames[0]))

/* Whether an AUTH says the same as the PREPARE before it. */
static bool
is_same(const struct protocol_request *a, const struct protocol_request *b)
{
	return a->uid == b->uid && strcmp(a->user, b->user) == 0 &&
	    strcmp(a->service, b->service) == 0 &&
	    strcmp(a->rhost, b->rhost) == 0 && strcmp(a->tty, b->tty) == 0 &&
	    a->debug == b->debug;
}

/* Takes a frame's request over into the conversation's. */
static enum error_code
take_request(struct talk *t, const struct frame *f, struct error *e)
{
	struct protocol_request asked;
	enum error_code code;

	memset(&asked, 0, sizeof(asked));
	code = protocol_get_request(f, &asked, e);
	if (code == ERROR_NONE &&
	    (asked.what >= FRAMES || frames[asked.what].hear == NULL ||
		(t->prepared && !frames[asked.what].behind_prepare)))
		code = error_set(e, ERROR_PROTOCOL, "a frame out of order");
	if (code == ERROR_NONE && t->prepared && !is_same(&asked, &t->prepare))
		code = error_set(e, ERROR_PROTOCOL,
		    "the password is for another than was prepared for");
	if (code == ERROR_NONE) {
		t->request.asked = asked;
		if (asked.what == PROTOCOL_PREPARE)
			t->prepare = asked;
	}
	secret_clear(&asked.password);
	return code;
}

/* Behind the request that wants a reply, n bytes of input, there is nothing. */
static enum error_code
check_rest(const struct talk *t, size_t n, struct error *e)
{
	if (t->request.asked.what == PROTOCOL_PREPARE || t->in.n == n)
		return ERROR_NONE;
	return error_set(e, ERROR_PROTOCOL, "more behind the request");
}

static void
end_malformed(struct talk *t, const struct error *e)
{
	if (talk_may_log(t))
		report_malformed(t->uid, e->text);
	talk_end(t);
}

/* The frames that are whole. */
static void
hear_frames(struct talk *t)
{
	struct error e;
	struct frame f;
	long n;

	while (t->state == TALK_HEARING &&
	    (n = frame_parse(
		 buf_view(&t->in), PROTOCOL_SIZE - FRAME_HEAD, &f)) != 0) {
		if (n < 0) {
			error_set(&e, ERROR_PROTOCOL, "no frame");
			end_malformed(t, &e);
			return;
		}
		if (take_request(t, &f, &e) != ERROR_NONE ||
		    check_rest(t, (size_t)n, &e) != ERROR_NONE) {
			end_malformed(t, &e);
			return;
		}
		buf_consume(&t->in, (size_t)n);
		frames[t->request.asked.what].hear(t);
	}
}

void
talk_hear(struct talk *t)
{
	char *room = buf_room(&t->in, PIECE);
	ssize_t n = room != NULL ? recv(t->fd, room, PIECE, MSG_DONTWAIT) : 0;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		talk_trace(t, "the client has gone before it asked");
		talk_end(t);
		return;
	}
	buf_added(&t->in, (size_t)n);
	hear_frames(t);
}
