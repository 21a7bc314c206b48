/* SPDX-License-Identifier: ISC */
/*
 * Asks PAM one question and prints the name of its answer:
 *
 *	pam-answer SERVICE USER [auth|acct|cred|password] <password
 *
 * The whole of standard input, whatever bytes it has, answers each prompt
 * that does not echo.  Prompts and messages are printed as "prompt: TEXT" and
 * "message: TEXT" before the answer.
 */
#include "config.h"

#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char password[8192];

static const struct {
	int code;
	const char *name;
} names[] = {
    {PAM_SUCCESS, "SUCCESS"},
    {PAM_SERVICE_ERR, "SERVICE_ERR"},
    {PAM_SYSTEM_ERR, "SYSTEM_ERR"},
    {PAM_BUF_ERR, "BUF_ERR"},
    {PAM_PERM_DENIED, "PERM_DENIED"},
    {PAM_AUTH_ERR, "AUTH_ERR"},
    {PAM_AUTHINFO_UNAVAIL, "AUTHINFO_UNAVAIL"},
    {PAM_USER_UNKNOWN, "USER_UNKNOWN"},
    {PAM_MAXTRIES, "MAXTRIES"},
    {PAM_ACCT_EXPIRED, "ACCT_EXPIRED"},
    {PAM_CONV_ERR, "CONV_ERR"},
    {PAM_IGNORE, "IGNORE"},
    {PAM_MODULE_UNKNOWN, "MODULE_UNKNOWN"},
    {PAM_AUTHTOK_ERR, "AUTHTOK_ERR"},
};

static const struct {
	const char *name;
	int (*ask)(pam_handle_t *, int);
	int flags;
} phases[] = {
    {"auth", pam_authenticate, 0},
    {"acct", pam_acct_mgmt, 0},
    {"cred", pam_setcred, PAM_ESTABLISH_CRED},
    {"password", pam_chauthtok, 0},
};

static int
converse(int n, const struct pam_message **msgs, struct pam_response **out,
    void *data)
{
	int i;

	(void)data;
	*out = calloc((size_t)n, sizeof(**out));
	if (*out == NULL)
		return PAM_BUF_ERR;
	for (i = 0; i < n; i++) {
		if (msgs[i]->msg_style == PAM_PROMPT_ECHO_OFF) {
			printf("prompt: %s\n", msgs[i]->msg);
			(*out)[i].resp = strdup(password);
		} else
			printf("message: %s\n", msgs[i]->msg);
	}
	return PAM_SUCCESS;
}

static void
print_answer(int code)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].code == code) {
			puts(names[i].name);
			return;
		}
	}
	printf("code %d\n", code);
}

int
main(int argc, char **argv)
{
	static const struct pam_conv conversation = {converse, NULL};
	const char *phase = argc > 3 ? argv[3] : "auth";
	pam_handle_t *pam;
	size_t i, n;
	int code;

	if (argc < 3)
		return 64;
	n = fread(password, 1, sizeof(password) - 1, stdin);
	password[n] = '\0';
	code = pam_start(argv[1], argv[2], &conversation, &pam);
	if (code != PAM_SUCCESS)
		return 70;
	pam_set_item(pam, PAM_TTY, "test");
	for (i = 0; i < sizeof(phases) / sizeof(phases[0]); i++) {
		if (strcmp(phase, phases[i].name) == 0)
			code = phases[i].ask(pam, phases[i].flags);
	}
	print_answer(code);
	pam_end(pam, code);
	return code == PAM_SUCCESS ? 0 : 1;
}
