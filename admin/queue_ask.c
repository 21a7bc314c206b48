/* SPDX-License-Identifier: ISC */
/* Reaching the runner, or one for the occasion. */
#include "config.h"

#include <unistd.h>

#include "admin/queue.h"
#include "base/names.h"
#include "sys/io.h"
#include "sys/spawn.h"

/* Requests that mean nothing where nothing is sent. */
static bool
needs_runner(enum control_frame type, const struct control_query *q)
{
	return type == CONTROL_FLUSH || type == CONTROL_STATUS ||
	    (type == CONTROL_RETRY && !q->failed);
}

/* The same program as the daemon, for one connection. */
static enum error_code
ask_spawned(enum control_frame type, const struct control_query *q,
    const struct ask_ear *ear, struct error *e)
{
	const char *const argv[] = {"postern-queue", "--once", NULL};
	struct spawn s = {
	    .path = NAMES_QUEUE_PROGRAM, .argv = argv, .fds = {-1, -1, -1}};
	enum error_code code;
	int pair[2];
	pid_t pid;

	if (!spawn_socketpair(pair))
		return error_set_errno(e, ERROR_SYSTEM, "%s", s.path);
	s.fds[0] = pair[1];
	pid = spawn_start(&s, e);
	close(pair[1]);
	code = pid > 0 ? ask_over(pair[0], type, q, ear, e) : ERROR_SYSTEM;
	close(pair[0]);
	if (pid > 0)
		spawn_wait(pid, deadline_in(LIMIT_REAP_MS));
	return code;
}

enum error_code
queue_ask(enum control_frame type, const struct control_query *q,
    const struct ask_ear *ear, struct error *e)
{
	enum error_code code = ask(NAMES_QUEUE_SOCKET, type, q, ear, e);

	if (code != ERROR_NOTFOUND)
		return code;
	if (geteuid() == 0 && !needs_runner(type, q))
		return ask_spawned(type, q, ear, e);
	return error_set(e, ERROR_NOTFOUND,
	    "postern-queue is not running (start it: systemctl start "
	    "postern-queue, or postern-queue --foreground)");
}
