/* SPDX-License-Identifier: ISC */
/* The table of the steps that open a session. */
#include "config.h"

#include "base/limits.h"
#include "smtp/step.h"

#define NEXT(id)                                      \
	{                                             \
		[ENDPOINT_IMPLICIT] = SMTP_STEP_##id, \
		[ENDPOINT_STARTTLS] = SMTP_STEP_##id  \
	}

static const struct smtp_step steps[SMTP_STEPS] = {
    [SMTP_STEP_CONNECT] =
	{
	    .name = "connect",
	    .action = SMTP_ACTION_CONNECT,
	    .deadline_ms = LIMIT_SMTP_CONNECT_MS,
	    .failed = "cannot connect",
	    .next =
		{
		    [ENDPOINT_IMPLICIT] = SMTP_STEP_TLS,
		    [ENDPOINT_STARTTLS] = SMTP_STEP_GREETING_CLEAR,
		},
	},
    [SMTP_STEP_GREETING_CLEAR] =
	{
	    .name = "greeting",
	    .action = SMTP_ACTION_COMMAND,
	    .expected = 220,
	    .deadline_ms = LIMIT_SMTP_COMMAND_MS,
	    .refused = ERROR_LATER,
	    .failed = "it does not want to talk",
	    .next = NEXT(EHLO_CLEAR),
	},
    [SMTP_STEP_EHLO_CLEAR] =
	{
	    .name = "EHLO",
	    .action = SMTP_ACTION_EHLO,
	    .command = "EHLO",
	    .expected = 250,
	    .deadline_ms = LIMIT_SMTP_COMMAND_MS,
	    .refused = ERROR_LATER,
	    .failed = "it refuses EHLO",
	    .next = NEXT(STARTTLS),
	},
    [SMTP_STEP_STARTTLS] =
	{
	    .name = "STARTTLS",
	    .action = SMTP_ACTION_COMMAND,
	    .command = "STARTTLS",
	    .only_offered = true,
	    .expected = 220,
	    .deadline_ms = LIMIT_SMTP_DATA_MS,
	    .refused = ERROR_UNTRUSTED,
	    .failed = "it refuses STARTTLS, and nothing is sent in the clear",
	    .next = NEXT(UPGRADE),
	},
    [SMTP_STEP_UPGRADE] =
	{
	    .name = "TLS",
	    .action = SMTP_ACTION_TLS,
	    .deadline_ms = LIMIT_SMTP_TLS_MS,
	    .failed = "no secure connection",
	    .next = NEXT(EHLO),
	},
    [SMTP_STEP_TLS] =
	{
	    .name = "TLS",
	    .action = SMTP_ACTION_TLS,
	    .deadline_ms = LIMIT_SMTP_TLS_MS,
	    .failed = "no secure connection",
	    .next = NEXT(GREETING),
	},
    [SMTP_STEP_GREETING] =
	{
	    .name = "greeting",
	    .action = SMTP_ACTION_COMMAND,
	    .expected = 220,
	    .secure = true,
	    .deadline_ms = LIMIT_SMTP_COMMAND_MS,
	    .refused = ERROR_LATER,
	    .failed = "it does not want to talk",
	    .next = NEXT(EHLO),
	},
    [SMTP_STEP_EHLO] =
	{
	    .name = "EHLO",
	    .action = SMTP_ACTION_EHLO,
	    .command = "EHLO",
	    .expected = 250,
	    .secure = true,
	    .deadline_ms = LIMIT_SMTP_COMMAND_MS,
	    .refused = ERROR_LATER,
	    .failed = "it refuses EHLO",
	    .next = NEXT(AUTH),
	},
    [SMTP_STEP_AUTH] =
	{
	    .name = "AUTH",
	    .action = SMTP_ACTION_AUTH,
	    .expected = 235,
	    .secure = true,
	    .deadline_ms = LIMIT_SMTP_COMMAND_MS,
	    .refused = ERROR_DENIED,
	    .failed = "authentication failed",
	    .next = NEXT(READY),
	},
    [SMTP_STEP_READY] =
	{
	    .name = "ready",
	    .action = SMTP_ACTION_NONE,
	    .secure = true,
	    .failed = "",
	    .next = NEXT(READY),
	},
};

const struct smtp_step *
smtp_step(enum smtp_step_id id)
{
	return &steps[id];
}
