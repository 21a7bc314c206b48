/* SPDX-License-Identifier: ISC */
/* Log lines to syslog or standard error. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>
#include <unistd.h>

#include "base/escape.h"
#include "sys/deadline.h"
#include "sys/io.h"
#include "sys/log.h"

#define LINE_MAX_BYTES 2048

static struct {
	const char *program;
	enum log_target target;
	bool debug;
} state = {"postern", LOG_TARGET_STDERR, false};

static const struct {
	int priority;
	const char *word;
} levels[] = {
    [LOG_LEVEL_ALERT] = {LOG_ALERT, "alert"},
    [LOG_LEVEL_ERROR] = {LOG_ERR, "error"},
    [LOG_LEVEL_WARN] = {LOG_WARNING, "warning"},
    [LOG_LEVEL_INFO] = {LOG_INFO, "info"},
    [LOG_LEVEL_DEBUG] = {LOG_DEBUG, "debug"},
};

void
log_open(const char *program, enum log_target target, bool debug)
{
	state.program = program;
	state.target = target;
	state.debug = debug;
	if (target != LOG_TARGET_STDERR)
		openlog(program, LOG_PID | LOG_NDELAY,
		    target == LOG_TARGET_SYSLOG ? LOG_MAIL : LOG_AUTHPRIV);
}

void
log_event(enum log_level level, const char *fmt, ...)
{
	char raw[LINE_MAX_BYTES], line[LINE_MAX_BYTES], whole[LINE_MAX_BYTES];
	va_list ap;
	int n;

	if (level == LOG_LEVEL_DEBUG && !state.debug)
		return;
	va_start(ap, fmt);
	vsnprintf(raw, sizeof(raw), fmt, ap);
	va_end(ap);
	escape_copy(view_of(raw), line, sizeof(line));
	if (state.target != LOG_TARGET_STDERR) {
		syslog(levels[level].priority, "%s", line);
		return;
	}
	n = snprintf(whole, sizeof(whole), "%s: %s: %s\n", state.program,
	    levels[level].word, line);
	if (n >= (int)sizeof(whole))
		whole[(n = sizeof(whole) - 1) - 1] = '\n';
	if (n > 0)
		io_write_all(STDERR_FILENO, view_make(whole, (size_t)n),
		    deadline_in(1000));
}
