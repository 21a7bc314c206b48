/* SPDX-License-Identifier: ISC */
/* Listing the queue: mailq, sendmail -bp and postern queue list. */
#ifndef MAILQ_MAILQ_H
#define MAILQ_MAILQ_H

#include <stdbool.h>

#include "queue/control.h"

/*
 * Prints the messages that q means on standard output, for people or as JSON
 * (mailq/json.h); errors with the program's name on standard error.  A code of
 * sysexits.h.
 */
int mailq_list(const char *program, const struct control_query *q, bool json);

/* Takes the word "--json" out of a command line; whether it was there. */
bool mailq_take_json(int *argc, char **argv);

#endif
