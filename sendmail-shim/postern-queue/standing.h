/* SPDX-License-Identifier: ISC */
/* How delivery as a whole stands, in the words of the log. */
#ifndef POSTERN_QUEUE_STANDING_H
#define POSTERN_QUEUE_STANDING_H

#include "queue/control.h"
#include "sendmail-shim/postern-queue/runner.h"

/* Fills it in: why nothing goes out, if so, and how much waits. */
void standing_describe(const struct runner *r, struct control_state *out);

#endif
