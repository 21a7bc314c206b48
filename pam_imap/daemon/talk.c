/* SPDX-License-Identifier: ISC */
/* The life of a conversation: what it waits for, and what a wait ends in. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "pam_imap/daemon/report.h"
#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/talk.h"
#include "sys/io.h"

/* A client has its request ready when it connects. */
#define FIRST_FRAME_MS 10000

struct talk *
talk_new(struct serve *s, int fd, uid_t uid)
{
	struct talk *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->serve = s;
	t->fd = fd;
	t->uid = uid;
	t->job = -1;
	t->after = TALK_GONE;
	t->until = deadline_in(FIRST_FRAME_MS);
	t->idle = t->login = deadline_never();
	buf_init_wiping(&t->in, 2 * PROTOCOL_SIZE);
	buf_init(&t->out, PROTOCOL_SIZE);
	request_init(&t->request);
	inquiry_init(&t->inquiry);
	return t;
}

void
talk_free(struct talk **t)
{
	if (*t != NULL)
		talk_end(*t);
	free(*t);
	*t = NULL;
}

void
talk_abandon(struct talk *t)
{
	struct guard *guard = t->serve->config.guard;
	struct guard_try try = talk_try(t);
	bool told = t->state == TALK_ASKING && t->inquiry.told;

	if (t->owes && guard != NULL && try.login != NULL)
		guard_note_abandoned(guard, &try, told, deadline_now());
	t->owes = false;
}

void
talk_end(struct talk *t)
{
	talk_abandon(t);
	t->state = TALK_GONE;
	slots_leave(&t->serve->slots, &t->place);
	inquiry_close(&t->inquiry);
	request_clear(&t->request);
	buf_clear(&t->in);
	buf_clear(&t->out);
	io_close(&t->job);
	io_close(&t->fd);
}

unsigned
talk_poll(const struct talk *t, struct pollfd *fds)
{
	unsigned n = 0;

	if (t->fd >= 0)
		fds[n++] = (struct pollfd){
		    t->fd, t->state == TALK_REPLYING ? POLLOUT : POLLIN, 0};
	if (t->job >= 0)
		fds[n++] = (struct pollfd){t->job, POLLIN, 0};
	else if (inquiry_is_open(&t->inquiry))
		fds[n++] = (struct pollfd){
		    t->inquiry.fd, inquiry_events(&t->inquiry), 0};
	return n;
}

static bool
is_idle(const struct talk *t)
{
	return t->state == TALK_HEARING && inquiry_is_open(&t->inquiry);
}

struct deadline
talk_deadline(const struct talk *t)
{
	return is_idle(t) ? deadline_min(t->until, t->idle) : t->until;
}

/* Behind its request a client says nothing more: it waits, or is gone. */
static bool
is_there(const struct talk *t)
{
	char c;

	return recv(t->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
	    (errno == EAGAIN || errno == EINTR);
}

static void
turn_client(struct talk *t)
{
	if (t->state == TALK_HEARING) {
		talk_hear(t);
	} else if (t->state == TALK_REPLYING) {
		talk_send(t);
	} else if (!is_there(t)) {
		talk_trace(t, "the client has gone");
		talk_end(t);
	}
}

static void
turn_other(struct talk *t)
{
	if (t->job >= 0)
		talk_hear_job(t, NULL);
	else if (inquiry_is_open(&t->inquiry))
		talk_hear_worker(t);
}

/* Its turn did not come: no stored password gets around the queue. */
static void
tire(struct talk *t)
{
	request_decide(&t->request, VERDICT_BUSY,
	    "too many logins at a time: its turn did not come");
	talk_reply(t);
}

static void
give_up_worker(struct talk *t)
{
	request_decide(&t->request, VERDICT_UNREACHABLE,
	    "imap-check did not come to its answer in time");
	talk_conclude(t);
}

static void
give_up_job(struct talk *t)
{
	struct error e;

	error_set(&e, ERROR_SYSTEM, "it takes too long");
	talk_hear_job(t, &e);
}

/* What waiting too long means, by state. */
static void (*const too_late[])(struct talk *t) = {
    [TALK_HEARING] = talk_end,
    [TALK_WAITING] = tire,
    [TALK_ASKING] = give_up_worker,
    [TALK_VERIFYING] = give_up_job,
    [TALK_REGISTERING] = give_up_job,
    [TALK_REPLYING] = talk_end,
    [TALK_STORING] = give_up_job,
    [TALK_DROPPING] = give_up_job,
    [TALK_GONE] = talk_end,
};

void
talk_turn(struct talk *t, const struct pollfd *fds, unsigned n)
{
	int client = t->fd;

	for (unsigned i = 0; i < n && t->state != TALK_GONE; i++) {
		if (fds[i].revents == 0)
			continue;
		if (fds[i].fd == client)
			turn_client(t);
		else
			turn_other(t);
	}
	if (is_idle(t) && deadline_passed(t->idle)) {
		talk_trace(t, "nobody types: the connection is given up");
		inquiry_close(&t->inquiry);
	}
	if (t->state != TALK_GONE && deadline_passed(t->until))
		too_late[t->state](t);
}

void
talk_stop(struct talk *t)
{
	if (t->state == TALK_HEARING) {
		talk_end(t);
	} else if (t->state == TALK_WAITING) {
		request_decide(&t->request, VERDICT_BUSY,
		    "postern-login is being stopped");
		talk_reply(t);
	}
}

struct guard_try
talk_try(const struct talk *t)
{
	return (struct guard_try){.address = t->request.subject.address,
	    .rhost = t->request.asked.rhost,
	    .caller = t->uid,
	    .login = t->request.login};
}

bool
talk_may_log(const struct talk *t)
{
	return hush_may_log(&t->serve->hush, t->uid, deadline_now());
}

void
talk_trace(const struct talk *t, const char *text)
{
	if (t->serve->config.debug || t->request.asked.debug)
		report_step(&t->request.asked, text);
}
