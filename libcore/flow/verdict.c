/* SPDX-License-Identifier: ISC */
/* The table of verdicts. */
#include "config.h"

#include "flow/verdict.h"

static const struct verdict_row rows[VERDICTS] = {
    [VERDICT_SUCCESS] = {.name = "success"},
    [VERDICT_REFUSED] = {.name = "refused"},
    [VERDICT_BUSY] = {.name = "busy", .offline_allowed = true},
    [VERDICT_UNREACHABLE] = {.name = "unreachable", .offline_allowed = true},
    [VERDICT_UNTRUSTED] = {.name = "untrusted",
	.offline_allowed = true,
	.alert = true},
    [VERDICT_VIOLATION] = {.name = "violation", .alert = true},
    [VERDICT_UNKNOWN_USER] = {.name = "unknown user"},
    [VERDICT_THROTTLED] = {.name = "throttled"},
    [VERDICT_EMPTY] = {.name = "empty"},
    [VERDICT_NOT_PERMITTED] = {.name = "not permitted"},
    [VERDICT_MEMORY] = {.name = "memory"},
    [VERDICT_SETTINGS] = {.name = "settings"},
    [VERDICT_REACHED] = {.name = "reached"},
    [VERDICT_INTERNAL] = {.name = "internal"},
};

const struct verdict_row *
verdict_row(enum verdict v)
{
	return &rows[v < VERDICTS ? v : VERDICT_INTERNAL];
}
