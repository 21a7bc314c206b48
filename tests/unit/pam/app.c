/* SPDX-License-Identifier: ISC */
/* An application of PAM in a directory of its own, without root. */
#include "config.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pam/suites.h"
#include "sys/deadline.h"

#define LOGIN_UID 4321U
#define STRANGER_UID 4322U
/* What a busy machine may take beyond a deadline. */
#define SLACK_MS 20000

static pid_t server;

struct talk talk;
const char *app_arguments = "";
char app_user[256];

/* An application that uses the standard descriptors, open or not. */
static void
chatter(void)
{
	char byte;

	for (int fd = 1; fd <= 2; fd++)
		(void)!write(fd, "noise", 5);
	(void)!read(0, &byte, 1);
}

static int
converse(int n, const struct pam_message **messages,
    struct pam_response **responses, void *arg)
{
	struct pam_response *r = calloc((size_t)n, sizeof(*r));

	(void)arg;
	ck_assert_ptr_nonnull(r);
	if (talk.chatters)
		chatter();
	for (int i = 0; i < n; i++) {
		const struct pam_message *m = messages[i];

		if (m->msg_style == PAM_PROMPT_ECHO_OFF ||
		    m->msg_style == PAM_PROMPT_ECHO_ON) {
			talk.prompts++;
			snprintf(
			    talk.prompt, sizeof(talk.prompt), "%s", m->msg);
			if (talk.password == NULL) {
				free(r);
				return PAM_CONV_ERR;
			}
			r[i].resp = strdup(talk.password);
		} else {
			talk.style = m->msg_style;
			snprintf(talk.told, sizeof(talk.told), "%s", m->msg);
		}
	}
	*responses = r;
	return PAM_SUCCESS;
}

static int
run_phase(pam_handle_t *pamh, enum phase phase, int flags)
{
	switch (phase) {
	case AUTH:
		return pam_authenticate(pamh, flags);
	case ACCOUNT:
		return pam_acct_mgmt(pamh, flags);
	case PASSWORD:
		return pam_chauthtok(pamh, flags);
	case CREDENTIALS:
		return pam_setcred(pamh, flags);
	case SESSION:
		break;
	}
	ck_assert_int_eq(pam_open_session(pamh, flags), PAM_SUCCESS);
	return pam_close_session(pamh, flags);
}

static void
write_stack(void)
{
	static const char *const kinds[] = {
	    "auth", "account", "password", "session"};
	FILE *f = fopen("pam.d/test", "we");

	ck_assert_ptr_nonnull(f);
	for (size_t i = 0; i < COUNT(kinds); i++)
		fprintf(f,
		    "%s required %s/tests/unit/.libs/pam_imap_test.so "
		    "%s\n",
		    kinds[i], scratch_origin(), app_arguments);
	fclose(f);
}

int
app_run(const char *user, enum phase phase, int flags)
{
	const struct pam_conv conv = {converse, NULL};
	pam_handle_t *pamh;
	const void *name = NULL;
	int code;

	unlink("request");
	unlink("prepared");
	unlink("log");
	talk =
	    (struct talk){.password = talk.password, .chatters = talk.chatters};
	write_stack();
	ck_assert_int_eq(pam_start_confdir("test", user, &conv, "pam.d", &pamh),
	    PAM_SUCCESS);
	pam_set_item(pamh, PAM_RHOST, "192.0.2.1\n");
	pam_set_item(pamh, PAM_TTY, "ssh");
	pam_set_item(pamh, PAM_FAIL_DELAY, NULL);
	code = run_phase(pamh, phase, flags);
	ck_assert_int_eq(pam_get_item(pamh, PAM_USER, &name), PAM_SUCCESS);
	snprintf(app_user, sizeof(app_user), "%s",
	    name != NULL ? (const char *)name : "(none)");
	pam_end(pamh, code);
	return code;
}

void
app_answer(const char *text)
{
	scratch_put("answer", text);
}

const char *
app_request(void)
{
	return scratch_read("request");
}

const char *
app_prepared(void)
{
	return scratch_read("prepared");
}

const char *
app_log(void)
{
	return scratch_read("log");
}

static int64_t began;

void
app_start_clock(void)
{
	began = deadline_now();
}

void
app_check_clock(int64_t at_most_ms)
{
	int64_t took = (deadline_now() - began) / 1000000;

	ck_assert_msg(
	    took <= at_most_ms + SLACK_MS, "it took %lld ms", (long long)took);
}

void
app_be_ordinary(void)
{
	scratch_put("not-root", "");
}

/* The number that the listener has, which passwd gives postern-login or not. */
static uid_t
choose_listener(enum listener who)
{
	bool root = geteuid() == 0;
	uid_t login = root ? LOGIN_UID : geteuid();
	uid_t listener = who == LISTENER_ROOT  ? 0
	    : root && who == LISTENER_STRANGER ? STRANGER_UID
					       : login;
	char passwd[256];

	if (!root && who == LISTENER_STRANGER)
		login++;
	snprintf(passwd, sizeof(passwd),
	    "root:x:0:0::/root:/bin/sh\n"
	    "postern-logins:x:%u:1::/:/bin/false\n"
	    "postern-login:x:%u:1::/:/bin/false\n",
	    STRANGER_UID, (unsigned)login);
	scratch_put("passwd", passwd);
	return listener;
}

void
app_serve(enum listener who)
{
	char uid[16], up;
	int ends[2];

	snprintf(uid, sizeof(uid), "%u", (unsigned)choose_listener(who));
	ck_assert_int_eq(pipe(ends), 0);
	server = fork();
	ck_assert_int_ge(server, 0);
	if (server == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl("postern-login", "postern-login", "--serve", uid, NULL);
		_exit(127);
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &up, 1), 1);
	close(ends[0]);
}

void
app_stop(void)
{
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	unlink("login.sock");
}

void
app_make(void)
{
	char program[PATH_MAX + 32];

	ck_assert_int_eq(mkdir("pam.d", 0755), 0);
	snprintf(program, sizeof(program), "%s/tests/unit/fake-login",
	    scratch_origin());
	ck_assert_int_eq(symlink(program, "postern-login"), 0);
	scratch_put("accounts",
	    "defaults range=2000300000-2000400000\n"
	    "alice@example.com\n"
	    "new@example.com\n"
	    "zero@example.com\n"
	    "files@example.com\n"
	    "!gone@example.com\n"
	    "bob@example.com local=bob\n"
	    "daemon@example.com local=daemon\n"
	    "toor@example.com local=toor\n"
	    "nobody@example.com local=nobody\n");
	ck_assert_int_eq(mkdir("users", 0755), 0);
	talk = (struct talk){.password = "secret"};
	app_arguments = "";
}
