/* SPDX-License-Identifier: ISC */
/* The suites of pam_imap/, and an application that uses the module. */
#ifndef TESTS_PAM_SUITES_H
#define TESTS_PAM_SUITES_H

#include <security/pam_appl.h>

#include "flow/verdict.h"
#include "scratch.h"

Suite *arguments_suite(void);
Suite *careless_suite(void);
Suite *code_suite(void);
Suite *daemon_suite(void);
Suite *names_suite(void);
Suite *phases_suite(void);
Suite *protocol_suite(void);
Suite *socket_suite(void);
Suite *words_suite(void);

#define APP_ALICE "alice@example.com"

/* What the application answers, and what it was told. */
struct talk {
	const char *password; /* NULL: the conversation fails */
	bool chatters;        /* it writes to fds 1 and 2 and reads fd 0 */
	unsigned prompts;
	char prompt[256];
	char told[1024];
	int style; /* of what was told */
};

extern struct talk talk;

/* One pass through a stack of the module alone, with arguments behind it. */
enum phase { AUTH, ACCOUNT, PASSWORD, CREDENTIALS, SESSION };
int app_run(const char *user, enum phase phase, int flags);

/* Arguments of the module's line for the next app_run(). */
extern const char *app_arguments;

/* The user's name as PAM has it after app_run(). */
extern char app_user[256];

/* What postern-login is to answer; see fake-login.c. */
void app_answer(const char *text);

/* The request that it got, or "" when it got none; the PREPARE likewise. */
const char *app_request(void);
const char *app_prepared(void);

/* What the latest app_run() logged. */
const char *app_log(void);

/* The module's deadlines in its test build. */
#define APP_SOCKET_MS 1000
#define APP_ANSWER_MS 2000

/*
 * Checks that no more than so many ms have passed since the clock was started,
 * and what a busy machine may take.
 */
void app_start_clock(void);
void app_check_clock(int64_t at_most_ms);

/* From now on this process is not root to the module. */
void app_be_ordinary(void);

/* Who listens on login.sock: root only where root runs the tests. */
enum listener { LISTENER_LOGIN, LISTENER_STRANGER, LISTENER_ROOT };

/* Has a postern-login listen there until app_stop() or the test's end. */
void app_serve(enum listener who);
void app_stop(void);

/* Fills the current directory with accounts and what else that needs. */
void app_make(void);

/* Verdicts as the fake program reads them. */
#define ANSWER_SUCCESS "1"
#define ANSWER_REFUSED "2"
#define ANSWER_NOT_PERMITTED "10"
_Static_assert(
    VERDICT_SUCCESS == 1 && VERDICT_REFUSED == 2 && VERDICT_NOT_PERMITTED == 10,
    "the answers are these verdicts");

#endif
