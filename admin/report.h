/* SPDX-License-Identifier: ISC */
/* What "postern check" prints: a line an item, with the cure. */
#ifndef ADMIN_REPORT_H
#define ADMIN_REPORT_H

#include <stdbool.h>

#include "base/error.h"

enum report_level { REPORT_OK, REPORT_WARNING, REPORT_ERROR, REPORT_LEVELS };

struct report {
	unsigned count[REPORT_LEVELS];
};

/* Prints "level: what: text" on standard output and counts it. */
void report_line(struct report *r, enum report_level level, const char *what,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * Runs fn in a child process that is the system user, and adds what it counted
 * to *r; what cannot be started is an error of its own.
 */
typedef void report_fn(struct report *r, void *arg);
void report_as_user(struct report *r, const char *user, const char *what,
    report_fn *fn, void *arg);

#endif
