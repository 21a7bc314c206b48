/* SPDX-License-Identifier: ISC */
/* The table of steps. */
#include "config.h"

#include "base/limits.h"
#include "pop/steps.h"

static const struct pop_step steps[POP_STATES] = {
    [POP_GREETING] =
	{
	    .name = "greeting",
	    .ms = LIMIT_LOGIN_STEP_MS,
	    .err = ERROR_LATER,
	    .ok_text = "the server greets us",
	    .err_text = "the server does not serve us now",
	},
    /* RFC 2595 4. */
    [POP_STLS] =
	{
	    .name = "STLS",
	    .command = "STLS",
	    .ms = LIMIT_LOGIN_STEP_MS,
	    .err = ERROR_UNTRUSTED,
	    .ok_text = "the server agrees to begin TLS",
	    .err_text = "the server has no TLS, or somebody on the way hides "
			"it (use pop3s://, if it has that)",
	},
    /* RFC 2449 5; a server without it has USER and PASS. */
    [POP_CAPA] =
	{
	    .name = "CAPA",
	    .command = "CAPA",
	    .list = true,
	    .secure = true,
	    .ms = LIMIT_LOGIN_STEP_MS,
	    .err = ERROR_NONE,
	    .ok_text = "the server has said what it can do",
	    .err_text = "the server does not say what it can do",
	},
    [POP_READY] =
	{
	    .name = "ready",
	    .secure = true,
	},
    /* -ERR goes by the response code; before the proof it means "next". */
    [POP_CREDENTIALS] =
	{
	    .name = "authentication",
	    .challenges = true,
	    .secure = true,
	    .ms = LIMIT_LOGIN_MS,
	    .err = ERROR_DENIED,
	    .ok_text = "the server accepted the login",
	    .err_text = "the server refused the login",
	},
};

const struct pop_step *
pop_step_of(enum pop_state state)
{
	return &steps[state];
}
