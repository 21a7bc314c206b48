/* SPDX-License-Identifier: ISC */
/*
 * The log of programs.  One line an event: "what: subject: reason (what to
 * do)".  Libraries do not log; programs and flow/ do.
 */
#ifndef SYS_LOG_H
#define SYS_LOG_H

#include <stdbool.h>

/* With fixed meanings, so that a test can fail on an unexpected line. */
enum log_level {
	LOG_LEVEL_ALERT, /* an attack or a broken trust: somebody must look */
	LOG_LEVEL_ERROR, /* an administrator must mend something */
	LOG_LEVEL_WARN,  /* it goes on, but not as it should */
	LOG_LEVEL_INFO,  /* what was done, one line a job */
	LOG_LEVEL_DEBUG  /* steps, only when asked for */
};

enum log_target {
	LOG_TARGET_SYSLOG,      /* among mail's lines */
	LOG_TARGET_SYSLOG_AUTH, /* among logins' */
	LOG_TARGET_STDERR
};

/* Sets name and target; debug lines are dropped unless debug. */
void log_open(const char *program, enum log_target target, bool debug);

/* Writes one line.  Control characters in the result are escaped. */
void log_event(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
