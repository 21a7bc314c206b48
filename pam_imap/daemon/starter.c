/* SPDX-License-Identifier: ISC */
/* Asking the starter for a worker. */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <unistd.h>

#include "base/names.h"
#include "flow/worker.h"
#include "pam_imap/daemon/starter.h"
#include "pam_imap/daemon/starter_root.h"
#include "sys/frame.h"
#include "sys/io.h"
#include "sys/spawn.h"

enum error_code
starter_open(struct starter *s, const char *program, struct error *e)
{
	struct starter_root root = {.program = program};
	const struct passwd *pw;
	int ends[2];
	pid_t pid;

	*s = (struct starter){.fd = -1, .program = program};
	if (geteuid() != 0)
		return ERROR_NONE;
	pw = getpwnam(NAMES_CHECK_USER);
	if (pw == NULL || pw->pw_uid == 0 || pw->pw_gid == 0)
		return error_set(e, ERROR_SETTINGS,
		    "system user %s does not exist (create it with "
		    "systemd-sysusers)",
		    NAMES_CHECK_USER);
	root.uid = pw->pw_uid;
	root.gid = pw->pw_gid;
	if (!spawn_socketpair(ends))
		return error_set_errno(e, ERROR_SYSTEM, "a socket");
	root.fd = ends[1];
	pid = fork();
	if (pid == 0)
		starter_root_run(&root);
	io_close(&ends[1]);
	if (pid < 0) {
		io_close(&ends[0]);
		return error_set_errno(e, ERROR_SYSTEM, "fork");
	}
	s->fd = ends[0];
	return ERROR_NONE;
}

/* Sends one end. */
static enum error_code
ask(struct starter *s, int worker_end, struct error *e)
{
	struct buf b;
	enum error_code code;

	buf_init(&b, STARTER_ROOT_SIZE);
	frame_begin(&b, STARTER_ROOT_START);
	frame_end(&b);
	code = frame_send_fd(s->fd, &b, worker_end, deadline_in(0), e);
	buf_clear(&b);
	if (code == ERROR_NONE)
		s->asked++;
	return code;
}

/* The number in an answer. */
static enum error_code
recv_answer(struct starter *s, uint64_t *reason_out, struct error *e)
{
	struct frame_field field;
	struct frame f;
	struct buf b;
	enum error_code code;

	buf_init(&b, STARTER_ROOT_SIZE);
	code = frame_recv(s->fd, &b, deadline_in(STARTER_ROOT_MS), &f, e);
	if (code == ERROR_NONE &&
	    (!frame_next(&f.payload, &field) ||
		!frame_number(field.value, reason_out)))
		code = error_set(e, ERROR_PROTOCOL, "not an answer");
	buf_clear(&b);
	return code;
}

enum error_code
starter_hear(struct starter *s, int64_t ms, struct error *e)
{
	uint64_t reason;

	if (s->fd < 0 ||
	    io_wait(s->fd, POLLIN,
		deadline_in(s->answered < s->asked ? ms : 0)) != 1)
		return ERROR_LATER;
	if (recv_answer(s, &reason, e) != ERROR_NONE)
		return error_set(e, ERROR_NOTFOUND,
		    "the process that starts workers has ended");
	s->answered++;
	if (reason == 0)
		return ERROR_NONE;
	errno = (int)reason;
	return error_set_errno(e, ERROR_SYSTEM, "%s", s->program);
}

int
starter_ask(struct starter *s, struct error *e)
{
	enum error_code code = ERROR_NONE;
	int ends[2];

	if (!spawn_socketpair(ends)) {
		error_set_errno(e, ERROR_SYSTEM, "a socket");
		return -1;
	}
	if (s->fd >= 0) {
		code = ask(s, ends[1], e);
		if (code != ERROR_NONE)
			error_prefix(e, "starting a worker");
	} else if (worker_start(s->program, ends[1], ends[1], e) < 0) {
		code = e->code;
	}
	io_close(&ends[1]);
	if (code != ERROR_NONE)
		io_close(&ends[0]);
	return ends[0];
}
