/* SPDX-License-Identifier: ISC */
/*
 * The relay's side of the handover (flow/handover.h): messages that come over
 * the runner's socket go out over one session, outcomes come back.
 */
#ifndef FLOW_RELAY_H
#define FLOW_RELAY_H

#include "base/error.h"

/*
 * Serves the runner on its socket until the relay fails, has been idle for
 * LIMIT_RELAY_WARM_MS, or the runner closes its end; confines the process
 * before it connects.  ERROR_NONE when the runner was told how it ended,
 * ERROR_NOTFOUND when it went away, ERROR_PROTOCOL when it did not keep to the
 * contract.  The socket stays the caller's.
 */
enum error_code relay_run(int runner, struct error *e);

#endif
