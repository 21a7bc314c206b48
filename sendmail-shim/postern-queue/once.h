/* SPDX-License-Identifier: ISC */
/*
 * Answering one request without delivering anything: what "postern queue" has
 * done for it while no runner is there.
 */
#ifndef POSTERN_QUEUE_ONCE_H
#define POSTERN_QUEUE_ONCE_H

#include "sendmail-shim/postern-queue/runner.h"

/* Takes in what lies in drop/new, then serves the connection until its end; fd
 * is closed then. */
void once_serve(struct runner *r, int fd);

/* Says over the connection why it cannot be served. */
void once_refuse(int fd, const struct error *e);

#endif
