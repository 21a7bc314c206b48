/* SPDX-License-Identifier: ISC */
/* Asking the starter for a worker. */
#include "config.h"

#include <errno.h>
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

/* Sends one end and waits for the word that it is in use. */
static enum error_code
ask(const struct starter *s, int worker_end, struct error *e)
{
	struct deadline d = deadline_in(STARTER_ROOT_MS);
	struct frame_field field;
	struct frame f;
	struct buf b;
	uint64_t reason;
	enum error_code code;

	buf_init(&b, STARTER_ROOT_SIZE);
	frame_begin(&b, STARTER_ROOT_START);
	frame_end(&b);
	code = frame_send_fd(s->fd, &b, worker_end, d, e);
	if (code == ERROR_NONE)
		code = frame_recv(s->fd, &b, d, &f, e);
	if (code == ERROR_NONE &&
	    (!frame_next(&f.payload, &field) ||
		!frame_number(field.value, &reason)))
		code = error_set(e, ERROR_PROTOCOL, "not an answer");
	if (code == ERROR_NONE && reason != 0) {
		errno = (int)reason;
		code = error_set_errno(e, ERROR_SYSTEM, "%s", s->program);
	}
	buf_clear(&b);
	return code;
}

int
starter_ask(const struct starter *s, struct error *e)
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
