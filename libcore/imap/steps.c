/* SPDX-License-Identifier: ISC */
/* The table of steps. */
#include "config.h"

#include "base/limits.h"
#include "imap/steps.h"

static const struct imap_step steps[IMAP_STATES] = {
    [IMAP_GREETING] =
	{
	    .name = "greeting",
	    .greeting = true,
	    .ms = LIMIT_LOGIN_STEP_MS,
	    .no = ERROR_PROTOCOL,
	    .bad = ERROR_PROTOCOL,
	    .ok_text = "the server greets us",
	    .no_text = "the server greets with NO",
	    .bad_text = "the server greets with BAD",
	},
    [IMAP_STARTTLS] =
	{
	    .name = "STARTTLS",
	    .command = "STARTTLS",
	    .ms = LIMIT_LOGIN_STEP_MS,
	    .no = ERROR_UNTRUSTED,
	    .bad = ERROR_UNTRUSTED,
	    .ok_text = "the server agrees to begin TLS",
	    .no_text = "the server refuses TLS (use imaps://, if it has that)",
	    .bad_text =
		"the server has no TLS, or somebody on the way hides it "
		"(use imaps://, if it has that)",
	},
    [IMAP_CAPABILITY] =
	{
	    .name = "CAPABILITY",
	    .command = "CAPABILITY",
	    .secure = true,
	    .ms = LIMIT_LOGIN_STEP_MS,
	    .no = ERROR_LATER,
	    .bad = ERROR_PROTOCOL,
	    .ok_text = "the server has said what it can do",
	    .no_text = "the server does not say what it can do",
	    .bad_text = "the server does not know CAPABILITY",
	},
    [IMAP_READY] =
	{
	    .name = "ready",
	    .secure = true,
	},
    /* NO goes by the response code; before the proof both mean "next". */
    [IMAP_CREDENTIALS] =
	{
	    .name = "authentication",
	    .challenges = true,
	    .secure = true,
	    .ms = LIMIT_LOGIN_MS,
	    .no = ERROR_DENIED,
	    .bad = ERROR_PROTOCOL,
	    .ok_text = "the server accepted the login",
	    .no_text = "the server refused the login",
	    .bad_text = "the server could not read what carried the password",
	},
};

const struct imap_step *
imap_step_of(enum imap_state state)
{
	return &steps[state];
}
