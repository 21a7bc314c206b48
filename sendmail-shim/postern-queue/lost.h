/* SPDX-License-Identifier: ISC */
/* A spool that was removed while its runner is at work. */
#ifndef POSTERN_QUEUE_LOST_H
#define POSTERN_QUEUE_LOST_H

#include "sendmail-shim/postern-queue/runner.h"

/*
 * Looks whether one of the spool's directories is gone, or another is in its
 * place, as after rm -rf: what is handed in goes there then, or nowhere.  That
 * is logged once and stops the runner, so that the next one finds what is
 * there, or says what is missing.
 */
bool lost_spool(struct runner *r);

#endif
