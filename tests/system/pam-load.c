/* SPDX-License-Identifier: ISC */
/*
 * Asks PAM the same question many times and prints a line for each answer: its
 * number (pam_strerror(3)) and the milliseconds it took.
 *
 *	pam-load SERVICE USER TIMES AT-ONCE [TYPING-MS] <password
 *
 * AT-ONCE processes begin at the same moment and share the TIMES; each line is
 * written whole.  Prompts are answered at once, or after the milliseconds that
 * a person types, which do not count.
 */
#include "config.h"

#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct question {
	const char *service;
	const char *user;
	char password[512];
	long typing_ms;
};

static long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
type(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	while (nanosleep(&t, &t) != 0)
		continue;
}

static int
converse(int n, const struct pam_message **msgs, struct pam_response **answers,
    void *data)
{
	const struct question *q = data;

	*answers = calloc((size_t)n, sizeof(**answers));
	if (*answers == NULL)
		return PAM_BUF_ERR;
	type(q->typing_ms);
	for (int i = 0; i < n; i++)
		if (msgs[i]->msg_style == PAM_PROMPT_ECHO_OFF)
			(*answers)[i].resp = strdup(q->password);
	return PAM_SUCCESS;
}

static int
ask(struct question *q)
{
	const struct pam_conv conversation = {converse, q};
	pam_handle_t *pam;
	int code = pam_start(q->service, q->user, &conversation, &pam);

	if (code != PAM_SUCCESS)
		return code;
	code = pam_authenticate(pam, 0);
	pam_end(pam, code);
	return code;
}

/* One process: waits for the start, and asks. */
static int
run(struct question *q, long times, int start)
{
	char line[64], byte;

	(void)!read(start, &byte, 1);
	for (; times > 0; times--) {
		long from = now_ms();
		int code = ask(q);
		int n = snprintf(line, sizeof(line), "%d %ld\n", code,
		    now_ms() - from - q->typing_ms);

		if (write(STDOUT_FILENO, line, (size_t)n) != n)
			return 1;
	}
	return 0;
}

static int
wait_for_all(void)
{
	int status, worst = 0;

	while (wait(&status) > 0)
		if (status != 0)
			worst = 70;
	return worst;
}

int
main(int argc, char **argv)
{
	struct question q;
	long times, processes;
	int start[2];

	if (argc < 5 || pipe(start) != 0)
		return 64;
	q.service = argv[1];
	q.user = argv[2];
	times = strtol(argv[3], NULL, 10);
	processes = strtol(argv[4], NULL, 10);
	q.typing_ms = argc > 5 ? strtol(argv[5], NULL, 10) : 0;
	q.password[fread(q.password, 1, sizeof(q.password) - 1, stdin)] = '\0';
	for (long i = 0; i < processes; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return 71;
		if (pid == 0) {
			close(start[1]);
			_exit(run(&q, (times + i) / processes, start[0]));
		}
	}
	close(start[0]);
	close(start[1]);
	return wait_for_all();
}
