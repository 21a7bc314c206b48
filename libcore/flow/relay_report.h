/* SPDX-License-Identifier: ISC */
/* Frames to the runner, which are sent without waiting for it. */
#ifndef FLOW_RELAY_REPORT_H
#define FLOW_RELAY_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "flow/handover.h"

struct relay_report {
	int fd; /* the runner's socket; the caller's */
	int64_t started;
	bool broken; /* the runner is gone */
	struct buf frame;
	struct buf out;
};

void relay_report_init(struct relay_report *r, int fd);
void relay_report_clear(struct relay_report *r);

/* Queue a frame, and send what can be sent. */
void relay_report_ready(struct relay_report *r, const char *text);
void relay_report_outcome(
    struct relay_report *r, const struct handover_outcome *o);
void relay_report_done(struct relay_report *r, uint64_t id);
void relay_report_trace(struct relay_report *r, const char *text);

/* The last word: waits until all is sent. */
void relay_report_failed(
    struct relay_report *r, const struct handover_failed *f);

bool relay_report_is_pending(const struct relay_report *r);

/* Sends what can be sent without waiting. */
void relay_report_send(struct relay_report *r);

#endif
