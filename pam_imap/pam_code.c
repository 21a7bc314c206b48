/* SPDX-License-Identifier: ISC */
/* What each verdict is to PAM. */
#include "config.h"

#include "pam_imap/module.h"

/*
 * AUTHINFO_UNAVAIL lets the stack try another way; what is our own fault must
 * not: it is never IGNORE and never SUCCESS.
 */
static const int codes[VERDICTS] = {
    [VERDICT_SUCCESS] = PAM_SUCCESS,
    [VERDICT_REFUSED] = PAM_AUTH_ERR,
    [VERDICT_BUSY] = PAM_AUTHINFO_UNAVAIL,
    [VERDICT_UNREACHABLE] = PAM_AUTHINFO_UNAVAIL,
    [VERDICT_UNTRUSTED] = PAM_AUTHINFO_UNAVAIL,
    [VERDICT_VIOLATION] = PAM_AUTHINFO_UNAVAIL,
    [VERDICT_UNKNOWN_USER] = PAM_USER_UNKNOWN,
    [VERDICT_THROTTLED] = PAM_MAXTRIES,
    [VERDICT_EMPTY] = PAM_AUTH_ERR,
    [VERDICT_NOT_PERMITTED] = PAM_PERM_DENIED,
    [VERDICT_MEMORY] = PAM_BUF_ERR,
    [VERDICT_SETTINGS] = PAM_SYSTEM_ERR,
    [VERDICT_REACHED] = PAM_SYSTEM_ERR,
    [VERDICT_INTERNAL] = PAM_SYSTEM_ERR,
};

int
module_pam_code(enum verdict verdict)
{
	return codes[verdict < VERDICTS ? verdict : VERDICT_INTERNAL];
}
