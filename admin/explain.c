/* SPDX-License-Identifier: ISC */
/* The table of verdicts in an administrator's words. */
#include "config.h"

#include "admin/explain.h"

static const struct explain_row rows[VERDICTS] = {
    [VERDICT_SUCCESS] = {"PAM_SUCCESS", "the login goes on"},
    [VERDICT_REFUSED] = {"PAM_AUTH_ERR",
	"the server refuses this password: try it in a mail program; some "
	"providers want an application password"},
    [VERDICT_BUSY] = {"PAM_AUTHINFO_UNAVAIL",
	"the server says: not now; try again later"},
    [VERDICT_UNREACHABLE] = {"PAM_AUTHINFO_UNAVAIL",
	"the server cannot be used: check its name and port, the network and "
	"a firewall"},
    [VERDICT_UNTRUSTED] = {"PAM_AUTHINFO_UNAVAIL",
	"the certificate does not prove who the server is: check its name in "
	"the settings, its certificate, ca-file and this host's clock"},
    [VERDICT_VIOLATION] = {"PAM_AUTHINFO_UNAVAIL",
	"the server did what no mail server may: it may be another one"},
    [VERDICT_UNKNOWN_USER] = {"PAM_USER_UNKNOWN",
	"no line of the accounts file allows it"},
    [VERDICT_THROTTLED] = {"PAM_MAXTRIES", "too many failures: wait"},
    [VERDICT_EMPTY] = {"PAM_AUTH_ERR",
	"an empty password, or one with a line end or NUL, is never sent"},
    [VERDICT_NOT_PERMITTED] = {"PAM_PERM_DENIED",
	"the accounts file or the registry refuses it"},
    [VERDICT_MEMORY] = {"PAM_BUF_ERR", "memory is short"},
    [VERDICT_SETTINGS] = {"PAM_SYSTEM_ERR",
	"mend the settings; \"postern check\" shows them"},
    [VERDICT_REACHED] = {"PAM_SYSTEM_ERR", "nothing was asked of the server"},
    [VERDICT_INTERNAL] = {"PAM_SYSTEM_ERR",
	"the log has more; \"postern check\" may know why"},
};

const struct explain_row *
explain_verdict(enum verdict v)
{
	return &rows[v < VERDICTS ? v : VERDICT_INTERNAL];
}
