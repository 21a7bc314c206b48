/* SPDX-License-Identifier: ISC */
/* Connections of queue.sock. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "queue/control.h"
#include "sendmail-shim/postern-queue/answer.h"
#include "sendmail-shim/postern-queue/gather.h"
#include "sendmail-shim/postern-queue/runner.h"
#include "sendmail-shim/postern-queue/standing.h"
#include "sys/io.h"

/* Seconds without progress until a client is dropped: while it asks, while a
 * user reads, and while root does, who may page through a long list. */
#define PATIENCE 10
#define PATIENCE_READING 60
#define PATIENCE_ROOT 3600
/* Seconds that anybody may watch. */
#define PATIENCE_WATCHING 900
/* Bytes that are ready for a client before more is made. */
#define READY (64UL * 1024)
/* A message with all its recipients must fit behind that. */
#define OUT_MAX (READY + JOURNAL_RECIPIENTS * CONTROL_PAYLOAD)

void
server_init(struct server *s, int listener)
{
	*s = (struct server){.listener = listener};
	for (unsigned i = 0; i < SERVER_CLIENTS; i++)
		s->clients[i] = (struct client){.fd = -1, .text = -1};
}

static void
drop(struct client *c)
{
	io_close(&c->fd);
	io_close(&c->text);
	free(c->changes);
	buf_clear(&c->in);
	buf_clear(&c->out);
	*c = (struct client){.fd = -1, .text = -1};
}

void
server_clear(struct server *s)
{
	for (unsigned i = 0; i < SERVER_CLIENTS; i++)
		drop(&s->clients[i]);
	gather_tidy(s);
}

static bool
wants_to_send(const struct client *c)
{
	return c->answering && (!c->watching || c->out.n != 0);
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
			    c->fd, wants_to_send(c) ? POLLOUT : POLLIN, 0};
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
	unsigned same = 0, taken = 0;

	for (unsigned i = 0; i < SERVER_CLIENTS; i++) {
		struct client *c = &s->clients[i];

		if (c->fd < 0) {
			place = c;
			continue;
		}
		taken++;
		same += c->uid == uid;
	}
	if (uid != 0 &&
	    (same >= SERVER_PER_UID ||
		taken >= SERVER_CLIENTS - SERVER_FOR_ROOT))
		return NULL;
	return place;
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
	    .text = -1,
	    .until = r->now.mono + PATIENCE};
	buf_init(&c->in, FRAME_HEAD + CONTROL_PAYLOAD);
	buf_init(&c->out, OUT_MAX);
}

void
server_adopt(struct runner *r, int fd)
{
	if (fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
		accept_one(r, fd);
	else
		close(fd);
}

/* Those beyond wait for the next turn: whoever connects without end must not
 * keep the loop here. */
static void
accept_some(struct runner *r)
{
	int fd;

	if (r->server.listener < 0)
		return;
	for (unsigned i = 0; i < SERVER_CLIENTS; i++) {
		fd = accept4(r->server.listener, NULL, NULL,
		    SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0)
			return;
		accept_one(r, fd);
	}
}

static int64_t
patience(const struct client *c)
{
	if (c->watching)
		return PATIENCE_WATCHING;
	return c->privileged ? PATIENCE_ROOT : PATIENCE_READING;
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
	if (got > 0) {
		answer_request(r, c, &f);
		c->until = r->now.mono + patience(c);
	}
	return got >= 0;
}

/* Whether somebody who watches is still there, and only watches: what is sent
 * beside would keep the loop turning. */
static bool
still_watches(const struct client *c)
{
	char byte;

	return recv(c->fd, &byte, 1, 0) < 0 &&
	    (errno == EAGAIN || errno == EINTR);
}

/* Sends what is ready.  False when the client is to be dropped. */
static bool
write_answer(struct runner *r, struct client *c)
{
	ssize_t n;

	if (c->watching) {
		if (!still_watches(c))
			return false;
	} else if (c->out.n < READY) {
		answer_some(r, c, READY);
	}
	if (c->out.failed)
		return false;
	if (c->out.n == 0)
		return true;
	n = send(c->fd, c->out.p, c->out.n, MSG_NOSIGNAL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	buf_consume(&c->out, (size_t)n);
	if (!c->watching)
		c->until = r->now.mono + patience(c);
	return !c->ending || c->out.n != 0;
}

void
server_serve(struct runner *r)
{
	accept_some(r);
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
	gather_tidy(&r->server);
}

/* Those who watch and do not read are dropped at their next turn. */
static bool
hears(const struct client *c)
{
	return c->fd >= 0 && c->watching && c->out.n < READY;
}

void
server_tell_recipient(struct runner *r, const struct entry *en, unsigned i)
{
	for (unsigned k = 0; k < SERVER_CLIENTS; k++) {
		struct client *c = &r->server.clients[k];

		if (hears(c) && c->uid == en->m.uid)
			answer_event(c, en, i);
	}
}

void
server_tell_state(struct runner *r)
{
	struct control_state state;

	standing_describe(r, &state);
	state.messages = 0;
	for (unsigned k = 0; k < SERVER_CLIENTS; k++)
		if (hears(&r->server.clients[k]))
			control_put_state(&r->server.clients[k].out, &state);
}
