/* SPDX-License-Identifier: ISC */
/* Starting the runner. */
#include "config.h"

#include <unistd.h>

#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/mailq/rouse.h"
#include "sys/spawn.h"

/* There when systemd is PID 1 (sd_booted(3)). */
#define SYSTEMD "/run/systemd/system"

enum rouse
rouse_runner(const char *socket, const char *program)
{
	const char *const argv[] = {"postern-queue", "--while-busy", NULL};
	const struct spawn s = {.path = program,
	    .argv = argv,
	    .fds = {-1, -1, -1},
	    .new_session = true};
	struct error e;
	int fd = ask_dial(socket, &e);

	if (fd >= 0) {
		close(fd);
		return ROUSE_THERE;
	}
	if (e.code != ERROR_NOTFOUND)
		return ROUSE_THERE;
	if (geteuid() != 0 || access(SYSTEMD, F_OK) == 0)
		return ROUSE_ABSENT;
	return spawn_start(&s, &e) > 0 ? ROUSE_STARTED : ROUSE_ABSENT;
}
