/* SPDX-License-Identifier: ISC */
/* The outcome table. */
#include "config.h"

#include "queue/schedule.h"
#include "sendmail-shim/postern-queue/outcome.h"

static const struct outcome outcomes[HANDOVER_RESULTS] = {
    [HANDOVER_SENT] = {"sent", JOURNAL_SENT, true, false, LOG_LEVEL_INFO},
    [HANDOVER_DEFERRED] = {"deferred", JOURNAL_DEFERRED, true, false,
	LOG_LEVEL_WARN},
    [HANDOVER_TOO_MANY] = {"again", JOURNAL_WAITING, false, false,
	LOG_LEVEL_DEBUG},
    [HANDOVER_HELD] = {"held", JOURNAL_HELD, true, false, LOG_LEVEL_ERROR},
    [HANDOVER_BOUNCED] = {"bounced", JOURNAL_BOUNCED, true, true,
	LOG_LEVEL_WARN},
    [HANDOVER_UNKNOWN] = {"unknown", JOURNAL_UNKNOWN, true, false,
	LOG_LEVEL_WARN},
    [HANDOVER_BROKEN] = {"deferred", JOURNAL_DEFERRED, true, false,
	LOG_LEVEL_WARN},
};

static const struct outage outages[HANDOVER_FAILURES] = {
    [HANDOVER_UNREACHABLE] = {"not reachable", true, SCHEDULE_FIRST, false},
    [HANDOVER_UNTRUSTED] = {"not trusted", true, SCHEDULE_FIRST, true},
    [HANDOVER_AUTH] = {"authentication failed", true, SCHEDULE_FIRST_MENDING,
	true},
    [HANDOVER_SETTINGS] = {"settings", true, SCHEDULE_FIRST_MENDING, true},
    [HANDOVER_CLOSED] = {"idle", false, 0, false},
};

const struct outcome *
outcome_of(enum handover_result result)
{
	return &outcomes[result < HANDOVER_RESULTS ? result : HANDOVER_UNKNOWN];
}

const struct outage *
outage_of(enum handover_failure failure)
{
	return &outages[failure < HANDOVER_FAILURES ? failure
						    : HANDOVER_UNREACHABLE];
}
