/* SPDX-License-Identifier: ISC */
/* Printing and counting what was found. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "admin/report.h"
#include "base/escape.h"
#include "sys/drop.h"
#include "sys/io.h"
#include "sys/spawn.h"

static const char *const levels[REPORT_LEVELS] = {
    [REPORT_OK] = "ok",
    [REPORT_WARNING] = "warning",
    [REPORT_ERROR] = "error",
};

void
report_line(struct report *r, enum report_level level, const char *what,
    const char *fmt, ...)
{
	char text[ERROR_TEXT], escaped[2 * ERROR_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	printf("%-7s  %s: %s\n", levels[level], what,
	    escape_copy(view_of(text), escaped, sizeof(escaped)));
	fflush(stdout);
	r->count[level]++;
}

/* The child's side: its counts go back through the pipe. */
_Noreturn static void
run_child(const char *user, const char *what, report_fn *fn, void *arg, int fd)
{
	struct report r = {{0}};
	struct error e;

	error_clear(&e);
	if (drop_to_user(user, &e) != ERROR_NONE)
		report_line(&r, REPORT_ERROR, what, "%s", e.text);
	else
		fn(&r, arg);
	_exit(io_write_all(fd, view_make(&r, sizeof(r)), deadline_never()) ? 0
									   : 1);
}

void
report_as_user(struct report *r, const char *user, const char *what,
    report_fn *fn, void *arg)
{
	struct report part = {{0}};
	int fds[2];
	pid_t pid = -1;
	ssize_t n = 0;

	if (spawn_pipe(fds)) {
		pid = fork();
		if (pid == 0)
			run_child(user, what, fn, arg, fds[1]);
		close(fds[1]);
		if (pid > 0)
			n = io_read_some(
			    fds[0], &part, sizeof(part), deadline_never());
		close(fds[0]);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) != pid)
		;
	if (n != (ssize_t)sizeof(part)) {
		report_line(r, REPORT_ERROR, what,
		    "this check could not be run (is memory short?)");
		return;
	}
	for (int i = 0; i < REPORT_LEVELS; i++)
		r->count[i] += part.count[i];
}
