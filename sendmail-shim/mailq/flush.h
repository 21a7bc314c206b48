/* SPDX-License-Identifier: ISC */
/* Running the queue: sendmail -q. */
#ifndef MAILQ_FLUSH_H
#define MAILQ_FLUSH_H

#include <stdbool.h>

#include "queue/control.h"

/*
 * Has postern-queue try the messages now that q means, all of them when it
 * names none; where none runs and rouse_runner() may, it is started before.
 * What cannot be tried is named on standard error, behind the program's name,
 * what is tried on standard output when verbose.  A code of sysexits.h: 0,
 * EX_NOPERM for somebody who may not, EX_UNAVAILABLE.
 */
int flush_queue(
    const char *program, const struct control_query *q, bool verbose);

#endif
