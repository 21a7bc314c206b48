/* SPDX-License-Identifier: ISC */
/* A line from standard input that nobody sees. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "admin/password.h"

/* Byte by byte: what stands behind the line is not ours. */
static enum error_code
read_line(struct secret *out, struct error *e)
{
	secret_init(out);
	for (;;) {
		char c = '\0';
		ssize_t n = read(STDIN_FILENO, &c, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set_errno(
			    e, ERROR_SYSTEM, "reading the password");
		if (n == 0 && out->n == 0)
			return error_set(e, ERROR_INPUT, "no password given");
		if (n == 0 || c == '\n')
			return ERROR_NONE;
		if (out->n == sizeof(out->bytes))
			return error_set(
			    e, ERROR_INPUT, "the password is too long");
		out->bytes[out->n++] = c;
	}
}

/* Interrupting the question must not leave the terminal without echo. */
static bool
hide_input(struct termios *saved, sigset_t *mask)
{
	struct termios silent;
	sigset_t block;

	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTSTP);
	sigaddset(&block, SIGQUIT);
	if (tcgetattr(STDIN_FILENO, saved) != 0 ||
	    sigprocmask(SIG_BLOCK, &block, mask) != 0)
		return false;
	silent = *saved;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	silent.c_lflag |= ECHONL;
	return tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
}

enum error_code
password_read(const char *prompt, struct secret *out, struct error *e)
{
	struct termios saved;
	sigset_t mask;
	enum error_code code;

	if (!isatty(STDIN_FILENO))
		return read_line(out, e);
	/* What is typed before that would be shown, and is thrown away. */
	if (!hide_input(&saved, &mask))
		return error_set_errno(e, ERROR_SYSTEM, "the terminal");
	fputs(prompt, stderr);
	code = read_line(out, e);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return code;
}
