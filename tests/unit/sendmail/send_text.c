/* SPDX-License-Identifier: ISC */
/* Sending a text into a spool in a temporary directory. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sendmail-shim/sendmail/send.h"
#include "sendmail/send_text.h"
#include "suite.h"

struct test_spool send_text_spool;
char send_text_put[128];
char send_text_id[SPOOL_NAME + 1];
struct error send_text_error;

void
send_text_write_put(const char *text)
{
	int fd =
	    open(send_text_put, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

void
send_text_set_up(void)
{
	char text[4500], here[4096];

	signal(SIGPIPE, SIG_IGN);
	spool_dir_make(&send_text_spool);
	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(send_text_put, sizeof(send_text_put), "%s/put",
	    send_text_spool.path);
	snprintf(text, sizeof(text),
	    "#!/bin/sh\nexec '%s/tests/unit/put_here' '%s'\n", here,
	    send_text_spool.path);
	send_text_write_put(text);
}

void
send_text_tear_down(void)
{
	unlink(send_text_put);
	spool_dir_remove(&send_text_spool);
}

int
send_text_run(const char *words, struct view text)
{
	static const struct identity identity = {
	    .login = "tina", .full_name = "Tina T.", .domain = "example.com"};
	char line[512], *argv[16] = {NULL};
	struct options o;
	struct send s = {.options = &o, .identity = &identity};
	struct view rest = view_of(words), word;
	int argc = 0, status;
	size_t at = 0;

	while (view_word(&rest, &word)) {
		argv[argc++] = line + at;
		ck_assert(view_copy(word, line + at, sizeof(line) - at));
		at += word.n + 1;
	}
	ck_assert_int_eq(
	    options_parse(argc, argv, &o, &send_text_error), ERROR_NONE);
	error_clear(&send_text_error);
	s.put = send_text_put;
	s.in = spool_dir_input(text);
	status = send_run(&s, send_text_id, &send_text_error);
	close(s.in);
	return status;
}
