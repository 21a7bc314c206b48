/* SPDX-License-Identifier: ISC */
/* The outcome table: what a server's refusal means for message and relay. */
#ifndef FLOW_RELAY_OUTCOME_H
#define FLOW_RELAY_OUTCOME_H

#include <stdbool.h>

#include "base/error.h"
#include "flow/handover.h"
#include "smtp/transaction.h"

struct relay_outcome {
	bool message; /* the recipient has a result */
	enum handover_result result;
	bool relay; /* the relay as a whole is to be left alone for a while */
};

/*
 * What follows from a fate; a is the answer that decided it, NULL for
 * SMTP_FATE_UNKNOWN and _UNSENT.  accepted is the number of recipients that
 * the transaction had: without one, "too many" would repeat for ever.
 */
struct relay_outcome relay_outcome(
    enum smtp_fate fate, const struct smtp_answer *a, unsigned accepted);

/* Why a relay failed, from the code that smtp_open() or the transfer gave. */
enum handover_failure relay_failure(enum error_code code);

#endif
