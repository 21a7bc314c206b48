/* SPDX-License-Identifier: ISC */
/* The table of response codes that a refused login may carry. */
#include "config.h"

#include "imap/codes.h"

static const struct imap_code codes[] = {
    {"AUTHENTICATIONFAILED", IMAP_MEANS_REFUSED, false,
	"the server refused the address or password"},
    {"AUTHORIZATIONFAILED", IMAP_MEANS_REFUSED, false,
	"the server does not let this mailbox log in"},
    {"EXPIRED", IMAP_MEANS_REFUSED, true,
	"the mailbox's password has expired (change it at the provider)"},
    {"CONTACTADMIN", IMAP_MEANS_REFUSED, false,
	"the server refused; the provider must be asked why"},
    {"ALERT", IMAP_MEANS_REFUSED, true,
	"the server refused, with a message for the person"},
    {"UNAVAILABLE", IMAP_MEANS_BUSY, false,
	"the server cannot check passwords now"},
    {"INUSE", IMAP_MEANS_BUSY, false, "the mailbox is in use elsewhere"},
    {"LIMIT", IMAP_MEANS_BUSY, false, "a limit of the server is reached"},
    {"SERVERBUG", IMAP_MEANS_BUSY, false,
	"the server reports a fault of its own"},
    {"PRIVACYREQUIRED", IMAP_MEANS_UNABLE, false,
	"the server demands more protection than this TLS connection"},
};

/* Of no code, and of every other one. */
static const struct imap_code other = {
    "", IMAP_MEANS_REFUSED, false, "the server refused the login"};

const struct imap_code *
imap_code_find(struct view code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (view_eq_case_str(code, codes[i].name))
			return &codes[i];
	return &other;
}
