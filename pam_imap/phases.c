/* SPDX-License-Identifier: ISC */
/* The module's phases, from the name to PAM's code. */
#include "config.h"

#include <security/pam_ext.h>

#include "pam_imap/ask.h"
#include "pam_imap/phases.h"
#include "pam_imap/whose.h"

/* The name and whose it is; PAM_SUCCESS when it is one of ours. */
static int
find_user(const struct module *m, const char **user_out, uid_t *uid_out,
    enum whose *whose_out)
{
	const char *user = NULL;
	int code = pam_get_user(m->pamh, &user, NULL);

	if (code != PAM_SUCCESS)
		return code == PAM_CONV_AGAIN ? PAM_INCOMPLETE : code;
	if (user == NULL || user[0] == '\0')
		return PAM_USER_UNKNOWN;
	*user_out = user;
	*whose_out = whose_name(m, user, uid_out);
	if (*whose_out == WHOSE_OTHERS) {
		module_debug(m, "%s: not one of our names", user);
		return PAM_USER_UNKNOWN;
	}
	return *whose_out == WHOSE_BROKEN ? module_pam_code(VERDICT_SETTINGS)
					  : PAM_SUCCESS;
}

/* The password, as libpam has or asks for it. */
static int
get_password(const struct module *m, const char *user, struct secret *out)
{
	const char *token = NULL;
	int code = pam_get_authtok(m->pamh, PAM_AUTHTOK, &token, m->prompt);

	if (code == PAM_BUF_ERR)
		return code;
	if (code != PAM_SUCCESS || token == NULL) {
		module_debug(m, "%s: the conversation failed", user);
		return PAM_CONV_ERR;
	}
	if (!secret_set(out, view_of(token)) || !secret_check_password(out)) {
		module_debug(m,
		    "%s: the password is empty, too long or has line ends",
		    user);
		return module_pam_code(VERDICT_EMPTY);
	}
	return PAM_SUCCESS;
}

static int
send_password(
    const struct module *m, const char *user, uid_t uid, struct transport *t)
{
	struct protocol_request request;
	int code = PAM_USER_UNKNOWN;

	if (ask_prepare(m, PROTOCOL_AUTH, user, uid, &request)) {
		code = get_password(m, user, &request.password);
		if (code == PAM_SUCCESS)
			code = module_pam_code(ask_send(m, t, &request));
	}
	secret_clear(&request.password);
	return code;
}

int
phases_authenticate(const struct module *m)
{
	struct transport t;
	const char *user;
	enum whose whose;
	enum verdict verdict;
	uid_t uid;
	int code = find_user(m, &user, &uid, &whose);

	if (code != PAM_SUCCESS)
		return code;
	verdict = ask_open(m, user, &t);
	if (verdict != VERDICT_SUCCESS)
		return module_pam_code(verdict);
	code = send_password(m, user, uid, &t);
	transport_close(&t);
	return code;
}

int
phases_account(const struct module *m)
{
	struct protocol_request request;
	struct transport t;
	const char *user;
	enum whose whose;
	enum verdict verdict;
	uid_t uid;
	int code = find_user(m, &user, &uid, &whose);

	if (code != PAM_SUCCESS)
		return code;
	if (whose == WHOSE_LOCAL ||
	    !ask_prepare(m, PROTOCOL_ACCOUNT, user, uid, &request))
		return PAM_USER_UNKNOWN;
	verdict = ask_open(m, user, &t);
	if (verdict != VERDICT_SUCCESS)
		return module_pam_code(verdict);
	verdict = ask_send(m, &t, &request);
	transport_close(&t);
	return module_pam_code(verdict);
}

int
phases_password(const struct module *m, bool first)
{
	const char *user;
	enum whose whose;
	uid_t uid;
	int code = find_user(m, &user, &uid, &whose);

	if (code != PAM_SUCCESS)
		return code;
	if (whose == WHOSE_LOCAL)
		return PAM_USER_UNKNOWN;
	if (first)
		module_tell(m, PAM_ERROR_MSG,
		    "The password of this account is that of its mailbox: "
		    "change it at your mail provider.");
	return PAM_PERM_DENIED;
}
