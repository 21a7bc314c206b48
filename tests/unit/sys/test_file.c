/* SPDX-License-Identifier: ISC */
/* Tests of sys/file, in a directory of their own. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/io.h"
#include "sys/suites.h"

static char dir[] = "/tmp/postern-test-XXXXXX";
static int dir_fd;

static void
set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
	dir_fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
tear_down(void)
{
	static const char *const names[] = {"f", "g", "link"};

	for (size_t i = 0; i < COUNT(names); i++)
		unlink(names[i]);
	close(dir_fd);
	ck_assert_int_eq(rmdir(dir), 0);
}

static void
make(const char *name, const char *content, mode_t mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert(io_write_all(fd, view_of(content), deadline_in(60000)));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

START_TEST(reads_up_to_the_ceiling)
{
	struct error e;
	struct buf b;

	make("f", "0123456789", 0644);
	buf_init(&b, 10);
	ck_assert_int_eq(file_read("f", &b, &e), ERROR_NONE);
	ck_assert_view_eq(buf_view(&b), "0123456789");
	buf_clear(&b);
	buf_init(&b, 9);
	ck_assert_int_eq(file_read("f", &b, &e), ERROR_LIMIT);
	ck_assert_str_eq(e.text, "f: larger than 9 bytes");
	buf_clear(&b);
	ck_assert_int_eq(file_read("g", &b, &e), ERROR_NOTFOUND);
	ck_assert_int_eq(file_read("/dev/null", &b, &e), ERROR_SYSTEM);
}
END_TEST

static const struct {
	const char *content;
	mode_t mode;
	enum error_code code;
	const char *secret;
} secrets[] = {
    {"pass word\nsecond", 0600, ERROR_NONE, "pass word"},
    {"no newline", 0400, ERROR_NONE, "no newline"},
    {"dos\r\n", 0600, ERROR_NONE, "dos"},
    {" #;: \n", 0600, ERROR_NONE, " #;: "},
    {"\n", 0600, ERROR_SETTINGS, NULL},
    {"", 0600, ERROR_SETTINGS, NULL},
    {"x", 0604, ERROR_SETTINGS, NULL},
    {"x", 0620, ERROR_SETTINGS, NULL},
    {"x", 0660, ERROR_SETTINGS, NULL},
    {"x", 0666, ERROR_SETTINGS, NULL},
};

START_TEST(reads_a_secret_that_is_one)
{
	struct secret s;
	struct error e;

	make("f", secrets[_i].content, secrets[_i].mode);
	secret_init(&s);
	ck_assert_msg(
	    file_read_secret("f", &s, &e) == secrets[_i].code, "%d", _i);
	if (secrets[_i].secret != NULL)
		ck_assert_view_eq(secret_view(&s), secrets[_i].secret);
	else
		ck_assert_uint_eq(s.n, 0);
}
END_TEST

START_TEST(says_how_to_mend_a_secret)
{
	struct secret s;
	struct error e;

	make("f", "x", 0644);
	ck_assert_int_eq(file_read_secret("f", &s, &e), ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "0644"));
	ck_assert_ptr_nonnull(strstr(e.text, "chmod"));
	ck_assert_int_eq(file_read_secret("g", &s, &e), ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "No such file"));
}
END_TEST

START_TEST(trusts_only_what_root_alone_writes)
{
	struct stat st;
	struct error e;
	int fd;

	make("f", "x", 0644);
	fd = file_open_trusted("f", &st, &e);
	ck_assert_int_eq(fd >= 0, geteuid() == 0);
	io_close(&fd);
	make("f", "x", 0664);
	ck_assert_int_eq(file_open_trusted("f", &st, &e), -1);
	ck_assert_int_eq(e.code, ERROR_SETTINGS);
	ck_assert_int_eq(file_open_trusted("g", &st, &e), -1);
	ck_assert_int_eq(e.code, ERROR_NOTFOUND);
	ck_assert_int_eq(file_open_trusted("/dev/null", &st, &e), -1);
}
END_TEST

START_TEST(replaces_whole)
{
	struct error e;
	struct stat st;
	struct buf b;

	make("f", "old", 0600);
	ck_assert_int_eq(
	    file_replace(dir_fd, "f", view_of("new text"), 0640, &e),
	    ERROR_NONE);
	buf_init(&b, 100);
	ck_assert_int_eq(file_read("f", &b, &e), ERROR_NONE);
	ck_assert_view_eq(buf_view(&b), "new text");
	buf_clear(&b);
	ck_assert_int_eq(stat("f", &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0640);
	ck_assert_int_eq(
	    file_replace(-1, "f", view_of(""), 0640, &e), ERROR_SYSTEM);
}
END_TEST

START_TEST(never_moves_onto_another)
{
	make("f", "f", 0600);
	ck_assert(file_move(dir_fd, "f", dir_fd, "g"));
	make("f", "f", 0600);
	ck_assert(!file_move(dir_fd, "f", dir_fd, "g"));
	ck_assert_int_eq(errno, EEXIST);
}
END_TEST

Suite *
file_suite(void)
{
	const TTest *const tests[] = {reads_up_to_the_ceiling,
	    says_how_to_mend_a_secret, trusts_only_what_root_alone_writes,
	    replaces_whole, never_moves_onto_another};
	Suite *suite = suite_create("file");
	TCase *tc = tcase_create("all");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(
	    tc, reads_a_secret_that_is_one, 0, (int)COUNT(secrets));
	suite_add_tcase(suite, tc);
	return suite;
}
