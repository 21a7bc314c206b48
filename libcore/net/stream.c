/* SPDX-License-Identifier: ISC */
/* The stream's two buffers: what is queued, and lines of what was received. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "net/stream_private.h"
#include "sys/io.h"

enum error_code
stream_new(int fd, struct stream **out, struct error *e)
{
	struct stream *s = calloc(1, sizeof(*s));

	*out = NULL;
	if (s == NULL) {
		io_close(&fd);
		return error_set(e, ERROR_MEMORY, "stream: no memory");
	}
	s->fd = fd;
	buf_init_wiping(&s->in, LIMIT_STREAM_IN);
	buf_init_wiping(&s->out, LIMIT_STREAM_OUT);
	*out = s;
	return ERROR_NONE;
}

void
stream_free(struct stream **s)
{
	if (*s == NULL)
		return;
	tls_session_free(&(*s)->tls);
	io_close(&(*s)->fd);
	buf_clear(&(*s)->in);
	buf_clear(&(*s)->out);
	free(*s);
	*s = NULL;
}

bool
stream_is_secure(const struct stream *s)
{
	return s->secure && s->tls != NULL && tls_session_is_verified(s->tls);
}

const char *
stream_tls_text(const struct stream *s)
{
	return s->tls != NULL ? tls_session_text(s->tls) : "no TLS";
}

const char *
stream_pin(const struct stream *s)
{
	return s->tls != NULL ? tls_session_pin(s->tls) : "no TLS";
}

void
stream_binding(const struct stream *s, struct binding *out)
{
	*out = (struct binding){.type = BINDING_NONE};
	if (stream_is_secure(s))
		tls_session_binding(s->tls, out);
}

bool
stream_put(struct stream *s, struct view v)
{
	if (v.n > s->out.max - s->out.n) {
		buf_consume(&s->out, s->sent);
		s->sent = 0;
	}
	if (v.n > s->out.max - s->out.n)
		return false;
	if (buf_add(&s->out, v))
		return true;
	s->out.failed = false;
	return false;
}

size_t
stream_pending(const struct stream *s)
{
	return s->out.n - s->sent;
}

struct view
stream_received(const struct stream *s)
{
	return view_from(buf_view(&s->in), s->taken);
}

int
stream_take_line(struct stream *s, struct view *line_out)
{
	struct view rest = stream_received(s);
	size_t end = view_find(rest, '\n');
	struct view line = view_before(rest, end);

	if (line.n > LIMIT_REPLY_LINE)
		return -1;
	if (end == rest.n)
		return 0;
	s->taken += end + 1;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (view_find(line, '\0') != line.n)
		return -1;
	*line_out = line;
	return 1;
}

int
stream_fd(const struct stream *s)
{
	return s->fd;
}

bool
stream_has_hidden(const struct stream *s)
{
	return s->tls != NULL && tls_session_has_pending(s->tls);
}
