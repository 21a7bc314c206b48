/* SPDX-License-Identifier: ISC */
/* Reaching the queue-put behind the socket. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "sendmail-shim/queue-put/reach.h"
#include "sys/io.h"

struct reaching {
	struct sockaddr_un to;
	struct deadline until;
	struct buf *b;
	struct error *e;
};

/* What connect() waits for others that came before. */
static bool
bound_wait(int fd, struct deadline until)
{
	int ms = deadline_left(until);
	struct timeval t = {.tv_usec = 1};

	if (ms > 0)
		t = (struct timeval){ms / 1000, ms % 1000 * 1000L};
	else if (ms < 0)
		t.tv_usec = 0;
	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t)) == 0;
}

static enum error_code
too_many(const struct reaching *r)
{
	return error_set(r->e, ERROR_LATER,
	    "%s: too many others connect, or what postern-submit.socket "
	    "starts fails (try again later)",
	    r->to.sun_path);
}

static enum error_code
connect_to(const struct reaching *r, int *fd_out)
{
	*fd_out = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd_out >= 0 && bound_wait(*fd_out, r->until) &&
	    connect(*fd_out, (const struct sockaddr *)&r->to, sizeof(r->to)) ==
		0)
		return ERROR_NONE;
	if (errno == EAGAIN || errno == EINTR)
		return too_many(r);
	return error_set_errno(r->e, ERROR_NOTFOUND, "%s", r->to.sun_path);
}

/* ERROR_LATER when the next try may have more luck. */
static enum error_code
try_once(const struct reaching *r, struct frame *said_out, int *fd_out)
{
	enum error_code code = connect_to(r, fd_out);

	if (code == ERROR_NONE) {
		code = frame_recv(*fd_out, r->b, r->until, said_out, r->e);
		if (code == ERROR_NOTFOUND || code == ERROR_LATER ||
		    code == ERROR_SYSTEM)
			code = too_many(r);
	}
	if (code != ERROR_NONE)
		io_close(fd_out);
	return code;
}

/* Those that were turned away together do not come again together. */
static void
take_a_rest(struct deadline until)
{
	const unsigned half = LIMIT_SUBMIT_PAUSE_MS / 2;
	unsigned random = 0;
	struct deadline d;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = (unsigned)deadline_now();
	d = deadline_in(half + random % (half + 1));
	poll(NULL, 0, deadline_left(deadline_min(d, until)));
}

enum error_code
reach_open(const char *path, int ms, struct buf *b, struct frame *said_out,
    int *fd_out, struct error *e)
{
	struct reaching r = {.to.sun_family = AF_UNIX, .b = b, .e = e};
	enum error_code code;

	*fd_out = -1;
	r.until = ms > 0 ? deadline_in(ms) : deadline_never();
	if (!view_copy(view_of(path), r.to.sun_path, sizeof(r.to.sun_path)))
		return error_set(e, ERROR_LIMIT, "%s: too long", path);
	while ((code = try_once(&r, said_out, fd_out)) == ERROR_LATER &&
	    !deadline_passed(r.until))
		take_a_rest(r.until);
	return code;
}
