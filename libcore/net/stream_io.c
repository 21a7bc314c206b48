/* SPDX-License-Identifier: ISC */
/* Moving a stream's bytes, in the clear and in TLS, with one poll(). */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "net/stream_private.h"
#include "sys/io.h"

/* What is read at once: a TLS record is no larger. */
#define CHUNK 16384

static enum error_code
out_of_time(struct error *e, const char *what)
{
	return error_set(e, ERROR_LATER, "%s: no answer in time", what);
}

static enum tls_io
clear_result(ssize_t n, size_t *n_out, enum tls_io again, struct error *e)
{
	*n_out = n > 0 ? (size_t)n : 0;
	if (n > 0)
		return TLS_IO_DONE;
	if (n == 0)
		return TLS_IO_END;
	if (errno == EAGAIN || errno == EINTR)
		return again;
	error_set_errno(e, ERROR_LATER, "connection broke");
	return TLS_IO_FAILED;
}

static enum tls_io
read_some(
    struct stream *s, void *p, size_t size, size_t *n_out, struct error *e)
{
	if (s->tls != NULL)
		return tls_session_read(s->tls, p, size, n_out, e);
	return clear_result(
	    recv(s->fd, p, size, MSG_DONTWAIT), n_out, TLS_IO_WANT_READ, e);
}

static enum tls_io
write_some(struct stream *s, struct view v, size_t *n_out, struct error *e)
{
	if (s->tls != NULL)
		return tls_session_write(s->tls, v, n_out, e);
	return clear_result(send(s->fd, v.p, v.n, MSG_NOSIGNAL | MSG_DONTWAIT),
	    n_out, TLS_IO_WANT_WRITE, e);
}

/* Sends what the kernel takes; *moved tells whether that was anything. */
static enum error_code
move_out(struct stream *s, bool *moved, struct error *e)
{
	enum tls_io io = TLS_IO_DONE;

	s->write_wants_read = false;
	while (io == TLS_IO_DONE && stream_pending(s) > 0) {
		size_t n;

		io =
		    write_some(s, view_from(buf_view(&s->out), s->sent), &n, e);
		s->sent += n;
		*moved = *moved || n > 0;
	}
	if (stream_pending(s) == 0) {
		buf_reset(&s->out);
		s->sent = 0;
	}
	s->write_wants_read = io == TLS_IO_WANT_READ;
	if (io == TLS_IO_END)
		return error_set(
		    e, ERROR_LATER, "the server closed the connection");
	return io == TLS_IO_FAILED ? e->code : ERROR_NONE;
}

/* Room for a chunk, or what is left of it below the ceiling. */
static size_t
make_room(struct stream *s, char **room_out)
{
	size_t left;

	buf_consume(&s->in, s->taken);
	s->taken = 0;
	left = s->in.max - s->in.n;
	if (left > CHUNK)
		left = CHUNK;
	*room_out = left > 0 ? buf_room(&s->in, left) : NULL;
	return left;
}

/* Receives until the buffer is full or nothing more is there. */
static enum error_code
move_in(struct stream *s, bool *moved, struct error *e)
{
	enum tls_io io = TLS_IO_DONE;

	s->read_wants_write = false;
	while (io == TLS_IO_DONE) {
		char *room;
		size_t n, size = make_room(s, &room);

		if (size == 0)
			return ERROR_NONE;
		if (room == NULL)
			return error_set(e, ERROR_MEMORY, "stream: no memory");
		io = read_some(s, room, size, &n, e);
		buf_added(&s->in, n);
		*moved = *moved || n > 0;
		if (n < size)
			break;
	}
	s->read_wants_write = io == TLS_IO_WANT_WRITE;
	if (io == TLS_IO_END)
		s->ended = true;
	return io == TLS_IO_FAILED ? e->code : ERROR_NONE;
}

short
stream_events(const struct stream *s)
{
	bool room = s->in.n < s->in.max;
	bool out = stream_pending(s) > 0;
	int events = 0;

	if (room || s->write_wants_read)
		events |= POLLIN;
	if ((out && !s->write_wants_read) || s->read_wants_write)
		events |= POLLOUT;
	return (short)events;
}

/* Moves both ways once.  What came before a failure counts as moved. */
static enum error_code
move_both(struct stream *s, bool *moved, struct error *e)
{
	enum error_code code = ERROR_NONE, in_code;

	if (!s->ended)
		in_code = move_in(s, moved, e);
	else
		in_code = ERROR_NONE;
	if (in_code == ERROR_NONE && !s->ended)
		code = move_out(s, moved, e);
	if (in_code != ERROR_NONE || code != ERROR_NONE)
		return *moved && s->in.n > 0 ? ERROR_NONE : e->code;
	if (s->ended && !*moved)
		return error_set(
		    e, ERROR_LATER, "the server closed the connection");
	return ERROR_NONE;
}

enum error_code
stream_move(struct stream *s, bool *moved_out, struct error *e)
{
	*moved_out = false;
	return move_both(s, moved_out, e);
}

enum error_code
stream_pump(struct stream *s, struct deadline d, struct error *e)
{
	bool moved = false;

	for (;;) {
		enum error_code code = move_both(s, &moved, e);
		short events;

		if (code != ERROR_NONE || moved)
			return code;
		events = stream_events(s);
		if (events == 0)
			return error_set(e, ERROR_LIMIT,
			    "the server sends more than can be taken");
		switch (deadline_passed(d) ? 0 : io_wait(s->fd, events, d)) {
		case 0:
			return out_of_time(e, "the server");
		case -1:
			return error_set_errno(e, ERROR_SYSTEM, "poll");
		}
	}
}

enum error_code
stream_flush(struct stream *s, struct deadline d, struct error *e)
{
	enum error_code code = ERROR_NONE;

	while (code == ERROR_NONE && stream_pending(s) > 0)
		code = stream_pump(s, d, e);
	return code;
}

enum error_code
stream_read_line(
    struct stream *s, struct view *line_out, struct deadline d, struct error *e)
{
	for (;;) {
		enum error_code code;

		switch (stream_take_line(s, line_out)) {
		case 1:
			return ERROR_NONE;
		case -1:
			return error_set(e, ERROR_PROTOCOL,
			    "the server sent an overlong line or a NUL");
		}
		code = stream_pump(s, d, e);
		if (code != ERROR_NONE)
			return code;
	}
}

static enum error_code
shake_hands(struct stream *s, struct deadline d, struct error *e)
{
	for (;;) {
		enum tls_io io = tls_session_handshake(s->tls, e);
		short events = io == TLS_IO_WANT_WRITE ? POLLOUT : POLLIN;

		if (io == TLS_IO_DONE)
			return ERROR_NONE;
		if (io == TLS_IO_FAILED)
			return e->code;
		if (io == TLS_IO_END)
			return error_set(e, ERROR_LATER,
			    "the server closed the connection during the TLS "
			    "handshake");
		if (deadline_passed(d) || io_wait(s->fd, events, d) == 0)
			return out_of_time(e, "TLS handshake");
	}
}

enum error_code
stream_start_tls(struct stream *s, struct tls *tls, const struct endpoint *peer,
    struct deadline d, struct error *e)
{
	enum error_code code;

	if (s->tls != NULL || stream_pending(s) > 0)
		return error_set(e, ERROR_BUG, "TLS on a busy stream");
	if (stream_received(s).n > 0)
		return error_set(e, ERROR_PROTOCOL,
		    "bytes came in the clear before TLS (an attack on "
		    "STARTTLS)");
	code = tls_session_new(tls, s->fd, peer, &s->tls, e);
	if (code == ERROR_NONE)
		code = shake_hands(s, d, e);
	s->secure = code == ERROR_NONE;
	return code;
}
