/* SPDX-License-Identifier: ISC */
/* Tests of admin/command and admin/password. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "admin/command.h"
#include "admin/password.h"
#include "admin/suites.h"

static int got;
static const char *first;
static unsigned got_options;

static int
take(const struct command_line *line)
{
	got = line->n;
	first = line->n > 0 ? line->operands[0] : NULL;
	got_options = line->options;
	return 42;
}

static const struct command table[] = {
    {"none", "", "takes nothing", 0, 0, 0, take},
    {"one", "X", "takes one", 1, 1, COMMAND_JSON, take},
    {"more", "X...", "takes some", 1, -1, 0, take},
    {.name = NULL},
};

static const struct {
	int n;
	const char *args[4];
	int status;
} lines[] = {
    {0, {NULL}, EX_USAGE},
    {1, {"none"}, 42},
    {2, {"none", "x"}, EX_USAGE},
    {1, {"one"}, EX_USAGE},
    {2, {"one", "x"}, 42},
    {3, {"one", "x", "y"}, EX_USAGE},
    {1, {"more"}, EX_USAGE},
    {4, {"more", "x", "y", "z"}, 42},
    {1, {"on"}, EX_USAGE},
    {1, {""}, EX_USAGE},
};

START_TEST(counts_operands)
{
	struct command_line line = {.n = lines[_i].n};
	char *args[4];

	for (int i = 0; i < 4; i++)
		args[i] = (char *)(uintptr_t)lines[_i].args[i];
	line.operands = args;
	got = -1;
	ck_assert_int_eq(command_run(table, "test", &line), lines[_i].status);
	ck_assert_int_eq(got, lines[_i].status == 42 ? lines[_i].n - 1 : -1);
	if (got > 0)
		ck_assert_str_eq(first, "x");
}
END_TEST

static const struct {
	int n;
	const char *args[4];
	int status; /* -1: command_parse() refuses it */
	unsigned options;
} options[] = {
    {2, {"one", "x"}, 42, 0},
    {3, {"one", "x", "--json"}, 42, COMMAND_JSON},
    {3, {"--json", "one", "x"}, 42, COMMAND_JSON},
    {4, {"one", "--json", "--json", "x"}, 42, COMMAND_JSON},
    {2, {"one", "--json"}, EX_USAGE, 0},
    {3, {"one", "x", "--sort"}, EX_USAGE, 0},
    {3, {"more", "x", "--json"}, EX_USAGE, 0},
    {3, {"one", "--jso", "x"}, -1, 0},
    {2, {"one", "-"}, -1, 0},
    {3, {"one", "--", "x"}, 42, 0},
    {3, {"one", "--", "--json"}, 42, 0},
};

START_TEST(takes_options)
{
	struct command_line line;
	char *args[4];

	for (int i = 0; i < 4; i++)
		args[i] = (char *)(uintptr_t)options[_i].args[i];
	ck_assert_int_eq(command_parse(options[_i].n, args, &line),
	    options[_i].status != -1);
	if (options[_i].status == -1)
		return;
	got_options = 0;
	ck_assert_int_eq(command_run(table, "test", &line), options[_i].status);
	ck_assert_uint_eq(got_options, options[_i].options);
}
END_TEST

static const struct command groups[] = {
    {"group", "COMMAND", "has commands", 0, -1, COMMAND_HELP, take},
    {"one", "X", "takes one", 1, 1, 0, take},
    {.name = NULL},
};

static const struct {
	int n;
	const char *args[4];
	int status; /* 42: it was run */
	const char *shown;
	const char *hidden;
} helps[] = {
    {1, {"--help"}, EX_OK, "  test group COMMAND", "NULL"},
    {1, {"-h"}, EX_OK, "takes one\n", "NULL"},
    {2, {"one", "--help"}, EX_OK, "  test one X ", "group"},
    {3, {"one", "--help", "x"}, EX_OK, "  test one X ", "group"},
    {4, {"one", "x", "y", "-h"}, EX_OK, "  test one X ", "group"},
    {2, {"group", "--help"}, 42, "", "group"},
    {2, {"other", "--help"}, EX_USAGE, "", "group"},
    {3, {"one", "--", "--help"}, 42, "", "one"},
};

/* What the command line prints to standard output. */
static int
printed(int n, const char *const *words, char *dst, size_t size)
{
	struct command_line line;
	char *args[4];
	ssize_t got_n;
	int fds[2], saved, status = -1;

	for (int i = 0; i < 4; i++)
		args[i] = (char *)(uintptr_t)words[i];
	ck_assert_int_eq(pipe(fds), 0);
	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	ck_assert_int_eq(dup2(fds[1], STDOUT_FILENO), STDOUT_FILENO);
	close(fds[1]);
	if (command_parse(n, args, &line))
		status = command_run(groups, "test", &line);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	got_n = read(fds[0], dst, size - 1);
	ck_assert_int_ge(got_n, 0);
	dst[got_n] = '\0';
	close(fds[0]);
	return status;
}

START_TEST(helps_anywhere)
{
	char text[1024];

	ck_assert_int_eq(
	    printed(helps[_i].n, helps[_i].args, text, sizeof(text)),
	    helps[_i].status);
	ck_assert_ptr_nonnull(strstr(text, helps[_i].shown));
	ck_assert_ptr_null(strstr(text, helps[_i].hidden));
}
END_TEST

/* Has text on standard input and reads a password from it. */
static enum error_code
read_from(const char *text, size_t n, struct secret *out)
{
	struct error e;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], text, n), (ssize_t)n);
	close(fds[1]);
	ck_assert_int_eq(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	close(fds[0]);
	error_clear(&e);
	return password_read("?", out, &e);
}

START_TEST(reads_one_line)
{
	static struct secret s;
	char rest[8] = "";

	ck_assert_int_eq(read_from("wonder land\nx", 13, &s), ERROR_NONE);
	ck_assert_view_eq(secret_view(&s), "wonder land");
	ck_assert_int_eq(read(STDIN_FILENO, rest, sizeof(rest)), 1);
	ck_assert_int_eq(rest[0], 'x');
	ck_assert_int_eq(read_from("no end", 6, &s), ERROR_NONE);
	ck_assert_view_eq(secret_view(&s), "no end");
	ck_assert_int_eq(read_from("\n", 1, &s), ERROR_NONE);
	ck_assert(!secret_check_password(&s));
	ck_assert_int_eq(read_from("a\0b\n", 4, &s), ERROR_NONE);
	ck_assert(!secret_check_password(&s));
	ck_assert_int_eq(read_from("", 0, &s), ERROR_INPUT);
	secret_clear(&s);
}
END_TEST

START_TEST(refuses_a_long_line)
{
	static struct secret s;
	static char text[LIMIT_SECRET + 1];

	memset(text, 'a', sizeof(text));
	ck_assert_int_eq(read_from(text, LIMIT_SECRET, &s), ERROR_NONE);
	ck_assert_int_eq(read_from(text, LIMIT_SECRET + 1, &s), ERROR_INPUT);
	secret_clear(&s);
}
END_TEST

Suite *
command_suite(void)
{
	Suite *suite = suite_create("admin command");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, counts_operands, 0, (int)COUNT(lines));
	tcase_add_loop_test(all, takes_options, 0, (int)COUNT(options));
	tcase_add_loop_test(all, helps_anywhere, 0, (int)COUNT(helps));
	tcase_add_test(all, reads_one_line);
	tcase_add_test(all, refuses_a_long_line);
	suite_add_tcase(suite, all);
	return suite;
}
