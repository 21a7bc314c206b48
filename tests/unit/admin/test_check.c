/* SPDX-License-Identifier: ISC */
/* Tests of admin/check_*: what is right and what is an error. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/check.h"
#include "admin/suites.h"

static const struct {
	const char *text;
	unsigned errors;
} nsswitch[] = {
    {"passwd: files imap\ngroup: files imap\n", 0},
    {"passwd:\tfiles systemd imap # x\n group : files imap sss\n", 0},
    {"passwd: files\ngroup: files imap\n", 1},
    {"passwd: files # imap\ngroup: files imap\n", 1},
    {"passwd: imap files\ngroup: files imap\n", 1},
    {"passwd: imap\ngroup: files imaps\n", 2},
    {"", 2},
};

static const struct {
	const char *sshd;
	const char *login;
	unsigned errors;
} pam[] = {
    {"auth required pam_imap.so\naccount required pam_imap.so\n", "", 0},
    {"auth required pam_imap.so\n", "account required /x/pam_imap.so\n", 0},
    {"-auth [success=1] pam_imap.so a\n-account x pam_imap.so\n", "", 0},
    {"auth required pam_imap.so\n", "# account required pam_imap.so\n", 1},
    {"account required pam_imap.so\n", "", 1},
    {"auth required my_pam_imap.so\n", "", 1},
    {"", "", 1},
};

static const struct {
	const char *text;
	unsigned ok, warnings, errors;
} aliases[] = {
    {"root: a@example.com\n", 1, 0, 0},
    {"# nothing\n", 0, 1, 0},
    {"root: a@example.com\nx: |/bin/sh\n", 0, 0, 1},
    {"x: /var/mail/x\n", 0, 1, 1},
};

/* With a section for example.com; how many domains nobody looks after. */
static const struct {
	const char *text;
	unsigned warnings;
} domains[] = {
    {"", 0},
    {"a@example.com\n*@example.com\nb@example.com local=bob\n", 0},
    {"defaults shell=/bin/sh\n!a@example.org\n# b@example.org\n", 0},
    {"a@example.org\n", 1},
    {"b@example.org local=bob\n", 1},
    {"*@example.org\na@example.org\n*@example.net\n", 2},
    {"a@example.com.org\na@le.com\n", 2},
    {"nobody nothing\na@@example.org\n", 0},
};

/* The lines go where nobody reads them. */
static void
silence(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	fflush(stdout);
	ck_assert_int_ge(dup2(fd, STDOUT_FILENO), 0);
	close(fd);
}

START_TEST(judges_nsswitch)
{
	struct report r = {{0}};
	char dir[SCRATCH_PATH], path[64];

	silence();
	scratch_make(dir);
	scratch_put_in(dir, "nsswitch.conf", nsswitch[_i].text);
	snprintf(path, sizeof(path), "%s/nsswitch.conf", dir);
	check_nsswitch_file(&r, path);
	scratch_remove(dir);
	ck_assert_uint_eq(r.count[REPORT_ERROR], nsswitch[_i].errors);
	ck_assert_uint_eq(r.count[REPORT_OK], 2 - nsswitch[_i].errors);
}
END_TEST

START_TEST(judges_pam)
{
	struct report r = {{0}};
	char dir[SCRATCH_PATH];

	silence();
	scratch_make(dir);
	scratch_put_in(dir, "sshd", pam[_i].sshd);
	scratch_put_in(dir, "login", pam[_i].login);
	check_pam_directory(&r, dir);
	scratch_remove(dir);
	ck_assert_uint_eq(r.count[REPORT_ERROR], pam[_i].errors);
}
END_TEST

START_TEST(judges_aliases)
{
	struct report r = {{0}};
	char dir[SCRATCH_PATH], path[64];

	silence();
	scratch_make(dir);
	scratch_put_in(dir, "aliases", aliases[_i].text);
	snprintf(path, sizeof(path), "%s/aliases", dir);
	check_aliases_file(&r, path, false);
	scratch_remove(dir);
	ck_assert_uint_eq(r.count[REPORT_OK], aliases[_i].ok);
	ck_assert_uint_eq(r.count[REPORT_WARNING], aliases[_i].warnings);
	ck_assert_uint_eq(r.count[REPORT_ERROR], aliases[_i].errors);
}
END_TEST

START_TEST(misses_a_login_section)
{
	static char domain[] = "example.com";
	struct conf_login login = {.domain = domain};
	const struct conf conf = {.logins = &login, .n_logins = 1},
			  nothing = {.n_logins = 0};
	struct report r = {{0}}, none = {{0}};
	char dir[SCRATCH_PATH], path[64];

	silence();
	scratch_make(dir);
	scratch_put_in(dir, "accounts", domains[_i].text);
	snprintf(path, sizeof(path), "%s/accounts", dir);
	check_domains_file(&r, &conf, path);
	check_domains_file(&none, &nothing, path);
	scratch_remove(dir);
	ck_assert_uint_eq(r.count[REPORT_WARNING], domains[_i].warnings);
	ck_assert_uint_eq(r.count[REPORT_ERROR], 0);
	ck_assert_uint_eq(none.count[REPORT_WARNING], 0);
}
END_TEST

START_TEST(says_when_files_are_missing)
{
	struct report r = {{0}};

	silence();
	check_nsswitch_file(&r, "/nonexistent/nsswitch.conf");
	ck_assert_uint_eq(r.count[REPORT_ERROR], 1);
	check_pam_directory(&r, "/nonexistent");
	ck_assert_uint_eq(r.count[REPORT_ERROR], 2);
}
END_TEST

/* One item, one line, whatever an error's text holds. */
START_TEST(escapes_its_lines)
{
	char dir[SCRATCH_PATH], path[64], text[256] = "";
	struct report r = {{0}};
	int fd;

	scratch_make(dir);
	snprintf(path, sizeof(path), "%s/out", dir);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	fflush(stdout);
	ck_assert_int_ge(dup2(fd, STDOUT_FILENO), 0);
	report_line(&r, REPORT_WARNING, "what", "a\nb\033[1m");
	ck_assert_int_gt(pread(fd, text, sizeof(text) - 1, 0), 0);
	ck_assert_str_eq(text, "warning  what: a\\x0ab\\x1b[1m\n");
	ck_assert_uint_eq(r.count[REPORT_WARNING], 1);
	close(fd);
	scratch_remove(dir);
}
END_TEST

Suite *
check_suite(void)
{
	Suite *suite = suite_create("admin check");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, judges_nsswitch, 0, (int)COUNT(nsswitch));
	tcase_add_loop_test(all, judges_pam, 0, (int)COUNT(pam));
	tcase_add_loop_test(all, judges_aliases, 0, (int)COUNT(aliases));
	tcase_add_loop_test(
	    all, misses_a_login_section, 0, (int)COUNT(domains));
	tcase_add_test(all, says_when_files_are_missing);
	tcase_add_test(all, escapes_its_lines);
	suite_add_tcase(suite, all);
	return suite;
}
