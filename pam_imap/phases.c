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
	if (*whose_out == WHOSE_BROKEN)
		return module_pam_code(VERDICT_SETTINGS);
	module_debug(m, "%s: %s, number %u", user,
	    *whose_out == WHOSE_LOCAL ? "a local account with a mailbox"
				      : "an address of ours",
	    (unsigned)*uid_out);
	return PAM_SUCCESS;
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
	module_debug(m, "%s: there is a password", user);
	return PAM_SUCCESS;
}

/* Opens the way, has the password asked for where one is needed, and asks. */
static int
converse(const struct module *m, struct protocol_request *request)
{
	struct transport t;
	enum verdict verdict = ask_open(m, request, &t);
	int code = PAM_SUCCESS;

	if (verdict != VERDICT_SUCCESS)
		return module_pam_code(verdict);
	if (request->what == PROTOCOL_AUTH)
		code = get_password(m, request->user, &request->password);
	if (code == PAM_SUCCESS)
		code = module_pam_code(ask_send(m, request, &t));
	transport_close(&t);
	return code;
}

static int
ask(const struct module *m, enum protocol_frame what, const char *user,
    uid_t uid)
{
	struct protocol_request request;
	int code = PAM_USER_UNKNOWN;

	if (ask_prepare(m, what, user, uid, &request))
		code = converse(m, &request);
	secret_clear(&request.password);
	return code;
}

int
phases_authenticate(const struct module *m)
{
	const char *user;
	enum whose whose;
	uid_t uid;
	int code = find_user(m, &user, &uid, &whose);

	return code == PAM_SUCCESS ? ask(m, PROTOCOL_AUTH, user, uid) : code;
}

int
phases_account(const struct module *m)
{
	const char *user;
	enum whose whose;
	uid_t uid;
	int code = find_user(m, &user, &uid, &whose);

	if (code != PAM_SUCCESS)
		return code;
	return whose == WHOSE_LOCAL ? PAM_USER_UNKNOWN
				    : ask(m, PROTOCOL_ACCOUNT, user, uid);
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
