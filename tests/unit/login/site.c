/* SPDX-License-Identifier: ISC */
/* postern-login's surroundings, in a directory of its own. */
#include "config.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "login/suites.h"

static char place[] = "/tmp/test-login-XXXXXX";
static char build[PATH_MAX];

static const struct starter starter = {.fd = -1, .program = "./imap-check"};
static const struct resolve_places users = {
    .accounts = "accounts", .registry = "users", .etc_dir = "."};
static const struct registry_places system_files = {
    .etc_dir = ".", .uid_map = "uid_map"};

const struct request_host site = {
    .settings = "postern.conf",
    .users = &users,
    .registry = &system_files,
    .starter = &starter,
};

struct protocol_reply site_reply;

void
site_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "we");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

const char *
site_read(const char *name)
{
	static char text[16384];
	FILE *f = fopen(name, "re");
	size_t n = 0;

	if (f != NULL) {
		n = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
	}
	text[n] = '\0';
	return text;
}

void
site_answer(const char *text)
{
	site_file("answer", text);
	unlink("asked");
}

const char *
site_asked(void)
{
	return site_read("asked");
}

bool
site_log_has(const char *text)
{
	const char *log = site_read("log");

	ck_assert_ptr_null(strstr(log, "wonder land"));
	return strstr(log, text) != NULL;
}

bool
site_has(const char *name)
{
	char path[512];
	struct stat st;

	snprintf(path, sizeof(path), "users/by-name/%s", name);
	return lstat(path, &st) == 0;
}

uid_t
site_uid(const char *name)
{
	struct account account;
	struct error e;

	if (resolve_registered(&users, view_of(name), &account, &e) !=
	    ERROR_NONE)
		ck_assert_int_eq(
		    resolve_allowed(&users, view_of(name), &account, &e),
		    ERROR_NONE);
	return account.uid;
}

enum verdict
site_ask(
    enum protocol_frame what, const char *user, uid_t uid, const char *password)
{
	static struct protocol_request request;

	request = (struct protocol_request){.what = what,
	    .uid = uid != 0 ? uid : site_uid(user),
	    .service = "sshd",
	    .rhost = "192.0.2.1"};
	ck_assert(view_copy(view_of(user), request.user, sizeof(request.user)));
	secret_set(&request.password, view_of(password));
	request_answer(&site, &request, &site_reply);
	return site_reply.verdict;
}

/* What is logged goes to a file, and so does what check says there. */
static void
divert_log(void)
{
	int fd = open("log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, 2), 2);
	close(fd);
}

static void
make(void)
{
	char program[PATH_MAX + 32];

	ck_assert_ptr_nonnull(getcwd(build, sizeof(build)));
	strncpy(place + sizeof(place) - 7, "XXXXXX", 7);
	ck_assert_ptr_nonnull(mkdtemp(place));
	ck_assert_int_eq(chdir(place), 0);
	divert_log();
	snprintf(program, sizeof(program), "%s/tests/unit/fake-check", build);
	ck_assert_int_eq(symlink(program, "imap-check"), 0);
	ck_assert_int_eq(mkdir("users", 0755), 0);
	site_file("uid_map", "0 0 4294967295\n");
	site_file("passwd", "root:x:0:0:::\nbob:x:1001:1001:::\n");
	site_file("group", "root:x:0:\n");
	site_file("postern.conf",
	    "login \"example.com\" {\n"
	    "  server = { \"imaps://mail.example.com\", "
	    "\"imap://[2001:db8::1]:1143\" }\n"
	    "  ca-file = \"/etc/ca.pem\"\n"
	    "  mechanisms = { \"PLAIN\" }\n"
	    "}\n"
	    "login \"example.org\" {\n"
	    "  server = \"imaps://mail.example.org\"\n"
	    "  user = \"local\"\n"
	    "}\n");
	site_file("accounts",
	    "defaults range=2000300000-2000400000\n"
	    "alice@example.com\n"
	    "carol@example.com uid=2000300007\n"
	    "twin@example.com uid=2000300007\n"
	    "bob@example.com local=bob\n"
	    "toor@example.com local=toor\n"
	    "*@example.org\n"
	    "!mallory@example.org\n"
	    "eve@example.net\n");
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static void
clear(void)
{
	ck_assert_int_eq(chdir(build), 0);
	ck_assert_int_eq(nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

Suite *
site_suite(const char *name, const TTest *const tests[], int n)
{
	Suite *suite = suite_create(name);
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, make, clear);
	tcase_set_timeout(all, 60);
	for (int i = 0; i < n; i++)
		tcase_add_test(all, tests[i]);
	suite_add_tcase(suite, all);
	return suite;
}
