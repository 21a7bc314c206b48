/* SPDX-License-Identifier: ISC */
/* Tests of flow/worker. */
#include "config.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/suites.h"
#include "flow/worker.h"
#include "sys/spawn.h"

START_TEST(says_what_it_cannot_start)
{
	struct error e;

	if (suite_in_valgrind())
		return;
	ck_assert_int_eq(worker_start("/nonexistent/check", 0, 1, &e), -1);
	ck_assert_int_eq(e.code, ERROR_SYSTEM);
	ck_assert_ptr_nonnull(strstr(e.text, "/nonexistent/check"));
}
END_TEST

START_TEST(joins_input_and_output)
{
	struct error e;
	char got[8] = "";
	int in[2], out[2], status;
	pid_t pid;

	ck_assert(spawn_pipe(in) && spawn_pipe(out));
	pid = worker_start("/bin/cat", in[0], out[1], &e);
	ck_assert_int_gt(pid, 0);
	close(in[0]);
	close(out[1]);
	ck_assert_int_eq(write(in[1], "hello", 5), 5);
	close(in[1]);
	ck_assert_int_eq(read(out[0], got, sizeof(got)), 5);
	ck_assert_str_eq(got, "hello");
	status = spawn_wait(pid, deadline_in(60000));
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	close(out[0]);
}
END_TEST

Suite *
worker_suite(void)
{
	const TTest *const tests[] = {
	    says_what_it_cannot_start, joins_input_and_output};

	return SUITE_OF("worker", tests);
}
