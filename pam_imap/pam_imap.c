/* SPDX-License-Identifier: ISC */
/* pam_imap.so: the functions that PAM calls. */
#include "config.h"

#include "pam_imap/phases.h"

#define EXPORT __attribute__((visibility("default")))

static int
answer(const struct module *m, int code)
{
	module_debug(m, "the answer is: %s", pam_strerror(m->pamh, code));
	return code;
}

EXPORT PAM_EXTERN int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct module m;

	module_init(&m, pamh, flags, argc, argv);
	return answer(&m, phases_authenticate(&m));
}

/* There are no credentials; a stack of which we are all needs the success. */
EXPORT PAM_EXTERN int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}

EXPORT PAM_EXTERN int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct module m;

	module_init(&m, pamh, flags, argc, argv);
	return answer(&m, phases_account(&m));
}

EXPORT PAM_EXTERN int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	struct module m;

	module_init(&m, pamh, flags, argc, argv);
	return answer(&m, phases_password(&m, (flags & PAM_PRELIM_CHECK) != 0));
}

/* Sessions are other modules' work: home directories, limits, keyrings. */
EXPORT PAM_EXTERN int
pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return pam_sm_setcred(pamh, flags, argc, argv);
}

EXPORT PAM_EXTERN int
pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return pam_sm_setcred(pamh, flags, argc, argv);
}
