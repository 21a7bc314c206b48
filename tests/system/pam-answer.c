/* SPDX-License-Identifier: ISC */
/*
 * Asks PAM one question and prints the name of its answer:
 *
 *	pam-answer [--HOW...] SERVICE USER [auth|acct|cred|password] <password
 *
 * The whole of standard input, whatever bytes it has, answers each prompt
 * that does not echo; it is read at the first one, so that a pipe can let the
 * module wait.  Prompts and messages are printed as "prompt: TEXT" and
 * "message: TEXT" before the answer.  Each --HOW makes it one more kind of
 * careless application; see the table.
 */
#include "config.h"

#include <fcntl.h>
#include <pthread.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MANY_FDS 4096
#define THREADS 4

static FILE *in, *out;
static bool chatters;

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

/* Closes fds 0 to 2, and uses them all the same. */
static bool
close_fds(void)
{
	for (int fd = 0; fd < 3; fd++)
		close(fd);
	chatters = true;
	return true;
}

static bool
open_fds(void)
{
	const struct rlimit enough = {MANY_FDS + 64, MANY_FDS + 64};
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (setrlimit(RLIMIT_NOFILE, &enough) != 0)
		return false;
	while (fd >= 0 && fd < MANY_FDS)
		fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return fd >= MANY_FDS;
}

static bool
ignore_children(void)
{
	return signal(SIGCHLD, SIG_IGN) != SIG_ERR;
}

static void *
allocate(void *arg)
{
	const volatile bool *done = arg;

	while (!*done) {
		free(malloc(1000));
		usleep(100);
	}
	return NULL;
}

static bool
start_threads(void)
{
	static bool never;
	pthread_t thread;

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&thread, NULL, allocate, &never) != 0)
			return false;
	return true;
}

/* No process can be started any more, unless by root. */
static bool
limit_processes(void)
{
	const struct rlimit none = {0, 0};

	return setrlimit(RLIMIT_NPROC, &none) == 0;
}

static const struct {
	const char *name;
	bool (*prepare)(void);
} ways[] = {
    {"--closed-fds", close_fds},
    {"--many-fds", open_fds},
    {"--no-children", ignore_children},
    {"--threads", start_threads},
    {"--no-processes", limit_processes},
};

static bool
prepare(const char *way)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(way, ways[i].name) == 0)
			return ways[i].prepare();
	return false;
}

/* Writes where its output would be, and reads its input. */
static void
chatter(void)
{
	char byte;

	for (int fd = 1; fd < 3; fd++)
		(void)!write(fd, "noise", 5);
	(void)!read(0, &byte, 1);
}

/* What the person types, read once. */
static const char *
typed(void)
{
	static char password[8192];

	if (in != NULL) {
		password[fread(password, 1, sizeof(password) - 1, in)] = '\0';
		fclose(in);
		in = NULL;
	}
	return password;
}

static int
converse(int n, const struct pam_message **msgs, struct pam_response **answers,
    void *data)
{
	int i;

	(void)data;
	*answers = calloc((size_t)n, sizeof(**answers));
	if (*answers == NULL)
		return PAM_BUF_ERR;
	if (chatters)
		chatter();
	for (i = 0; i < n; i++) {
		if (msgs[i]->msg_style == PAM_PROMPT_ECHO_OFF) {
			fprintf(out, "prompt: %s\n", msgs[i]->msg);
			fflush(out);
			(*answers)[i].resp = strdup(typed());
		} else
			fprintf(out, "message: %s\n", msgs[i]->msg);
	}
	return PAM_SUCCESS;
}

static void
print_answer(int code)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].code == code) {
			fprintf(out, "%s\n", names[i].name);
			return;
		}
	}
	fprintf(out, "code %d\n", code);
}

/* Input and output out of the way of what may be done to fds 0 and 1. */
static bool
take_standard_fds(void)
{
	int input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, MANY_FDS / 16);
	int output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, MANY_FDS / 16);

	in = input >= 0 ? fdopen(input, "r") : NULL;
	out = output >= 0 ? fdopen(output, "w") : NULL;
	return in != NULL && out != NULL;
}

int
main(int argc, char **argv)
{
	static const struct pam_conv conversation = {converse, NULL};
	const char *phase;
	pam_handle_t *pam;
	int code;

	if (!take_standard_fds())
		return 71;
	for (; argc > 1 && argv[1][0] == '-'; argc--, argv++)
		if (!prepare(argv[1]))
			return 64;
	if (argc < 3)
		return 64;
	phase = argc > 3 ? argv[3] : "auth";
	code = pam_start(argv[1], argv[2], &conversation, &pam);
	if (code != PAM_SUCCESS)
		return 70;
	pam_set_item(pam, PAM_TTY, "test");
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++) {
		if (strcmp(phase, phases[i].name) == 0)
			code = phases[i].ask(pam, phases[i].flags);
	}
	print_answer(code);
	pam_end(pam, code);
	fclose(out);
	return code == PAM_SUCCESS ? 0 : 1;
}
