/* SPDX-License-Identifier: ISC */
/* The table of response codes that a refused login may carry. */
#include "config.h"

#include "pop/codes.h"

/*
 * SYS/PERM is no fault of the password's, and refuses all the same: it is what
 * servers say of mailboxes that are locked or have no POP3, and a stored
 * password must not outlive that.  RFC 3206 4 wants the person to read it.
 */
static const struct pop_code codes[] = {
    {"AUTH", POP_MEANS_REFUSED, false,
	"the server refused the address or password"},
    {"SYS/TEMP", POP_MEANS_BUSY, false,
	"the server cannot check passwords now"},
    {"SYS/PERM", POP_MEANS_REFUSED, true,
	"the server refused; the provider must be asked why"},
    {"IN-USE", POP_MEANS_BUSY, false, "the mailbox is in use elsewhere"},
    {"LOGIN-DELAY", POP_MEANS_BUSY, false,
	"the server wants longer pauses between logins"},
};

/* Of no code, and of every other one. */
static const struct pop_code other = {
    "", POP_MEANS_REFUSED, false, "the server refused the login"};

static const struct pop_code *
find(struct view code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (view_eq_case_str(code, codes[i].name))
			return &codes[i];
	return NULL;
}

const struct pop_code *
pop_code_find(struct view code)
{
	while (code.n > 0) {
		const struct pop_code *row = find(code);
		size_t slash = view_find_last(code, '/');

		if (row != NULL)
			return row;
		if (slash == code.n)
			break;
		code = view_before(code, slash);
	}
	return &other;
}
