/* SPDX-License-Identifier: ISC */
/* Connections of queue.sock. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "queue/control.h"
#include "sendmail-shim/postern-queue/answer.h"
#include "sendmail-shim/postern-queue/runner.h"
#include "sys/io.h"

/* Seconds without progress until a client is dropped. */
#define PATIENCE 10
/* Bytes that are ready for a client before more is made. */
#define READY (64UL * 1024)
/* Messages looked at for a client in a turn. */
#define STEPS 64
/* A message with all its recipients must fit behind that. */
#define OUT_MAX (READY + JOURNAL_RECIPIENTS * CONTROL_PAYLOAD)

void
server_init(struct server *s, int listener)
{
	*s = (struct server){.listener = listener};
	for (unsigned i = 0; i < SERVER_CLIENTS; i++)
		s->clients[i].fd = -1;
}

static void
drop(struct client *c)
{
	io_close(&c->fd);
	buf_clear(&c->in);
	buf_clear(&c->out);
	free(c->names);
	*c = (struct client){.fd = -1};
}

void
server_clear(struct server *s)
{
	for (unsigned i = 0; i < SERVER_CLIENTS; i++)
		drop(&s->clients[i]);
}

size_t
server_poll(const struct server *s, struct pollfd *fds)
{
	size_t n = 0;

	if (s->listener >= 0)
		fds[n++] = (struct pollfd){s->listener, POLLIN, 0};
	for (unsigned i = 0; i < SERVER_CLIENTS; i++) {
		const struct client *c = &s->clients[i];

		if (c->fd >= 0)
			fds[n++] = (struct pollfd){
			    c->fd, c->answering ? POLLOUT : POLLIN, 0};
	}
	return n;
}

bool
server_is_busy(const struct server *s)
{
	for (unsigned i = 0; i < SERVER_CLIENTS; i++)
		if (s->clients[i].fd >= 0)
			return true;
	return false;
}

/* A free place for this user, or NULL. */
static struct client *
find_place(struct server *s, uid_t uid)
{
	struct client *place = NULL;
	unsigned same = 0;

	for (unsigned i = 0; i < SERVER_CLIENTS; i++) {
		struct client *c = &s->clients[i];

		if (c->fd < 0)
			place = c;
		else
			same += c->uid == uid;
	}
	return uid != 0 && same >= SERVER_PER_UID ? NULL : place;
}

static void
accept_one(struct runner *r, int fd)
{
	struct ucred who;
	socklen_t size = sizeof(who);
	struct client *c;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 ||
	    (c = find_place(&r->server, who.uid)) == NULL) {
		close(fd);
		return;
	}
	*c = (struct client){.fd = fd,
	    .uid = who.uid,
	    .privileged = who.uid == 0 || who.uid == geteuid(),
	    .until = r->now.mono + PATIENCE};
	buf_init(&c->in, FRAME_HEAD + CONTROL_PAYLOAD);
	buf_init(&c->out, OUT_MAX);
}

static void
accept_all(struct runner *r)
{
	int fd;

	if (r->server.listener < 0)
		return;
	while ((fd = accept4(r->server.listener, NULL, NULL,
		    SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0)
		accept_one(r, fd);
}

/* Reads the request.  False when the client is to be dropped. */
static bool
read_request(struct runner *r, struct client *c)
{
	struct frame f;
	char *room = buf_room(&c->in, 512);
	ssize_t n = room != NULL ? recv(c->fd, room, 512, 0) : 0;
	long got;

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0)
		return false;
	buf_added(&c->in, (size_t)n);
	got = frame_parse(buf_view(&c->in), CONTROL_PAYLOAD, &f);
	if (got > 0)
		answer_request(r, c, &f);
	return got >= 0;
}

/* Sends what is ready.  False when the client is to be dropped. */
static bool
write_answer(struct runner *r, struct client *c)
{
	ssize_t n;

	for (int i = 0; i < STEPS && !c->ending && c->out.n < READY; i++)
		answer_more(r, c);
	if (c->out.failed)
		return false;
	if (c->out.n == 0)
		return true;
	n = send(c->fd, c->out.p, c->out.n, MSG_NOSIGNAL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	buf_consume(&c->out, (size_t)n);
	c->until = r->now.mono + PATIENCE;
	return !c->ending || c->out.n != 0;
}

void
server_serve(struct runner *r)
{
	accept_all(r);
	for (unsigned i = 0; i < SERVER_CLIENTS; i++) {
		struct client *c = &r->server.clients[i];
		bool keep = true;

		if (c->fd < 0)
			continue;
		if (!c->answering)
			keep = read_request(r, c);
		if (keep && c->answering)
			keep = write_answer(r, c);
		if (!keep || r->now.mono > c->until)
			drop(c);
	}
}
