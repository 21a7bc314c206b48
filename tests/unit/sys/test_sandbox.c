/* SPDX-License-Identifier: ISC */
/* Tests of sys/sandbox; each look is a child of its own, which stays confined.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/sandbox.h"
#include "sys/suites.h"

static char dir[] = "/tmp/postern-unit-XXXXXX";

static void
set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(mkdir("out", 0755), 0);
	ck_assert_int_eq(mkdir("in", 0755), 0);
	ck_assert_int_eq(mkdir("read", 0755), 0);
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = {
		    "out/old", "in/old", "read/old"};
		int fd = open(names[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

		ck_assert_int_eq(write(fd, "text", 4), 4);
		close(fd);
	}
}

static void
tear_down(void)
{
	static const char *const files[] = {"out/old", "in/old", "read/old",
	    "in/new", "in/link", "in/renamed", "in/sub/x"};

	for (size_t i = 0; i < COUNT(files); i++)
		unlink(files[i]);
	rmdir("in/sub");
	rmdir("in");
	rmdir("read");
	rmdir("out");
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(dir), 0);
}

static bool
opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0644);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Whether TCP is out of the question, and not just refused. */
static bool
may_connect(void)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok;

	a.sin_port = htons(1);
	ok = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0 ||
	    errno != EACCES;
	close(fd);
	return ok;
}

/* Everything that the registry and the stored passwords do. */
static int
work_inside(void)
{
	if (!opens("in/old", O_RDWR) || !opens("in/old", O_WRONLY | O_TRUNC) ||
	    !opens("in/new", O_WRONLY | O_CREAT | O_EXCL) ||
	    truncate("in/new", 0) != 0)
		return 1;
	if (symlink("anywhere", "in/link") != 0 || mkdir("in/sub", 0755) != 0 ||
	    !opens("in/sub/x", O_WRONLY | O_CREAT))
		return 2;
	if (rename("in/new", "in/renamed") != 0 ||
	    rename("in/sub/x", "in/new") != 0 || unlink("in/link") != 0 ||
	    rmdir("in/sub") != 0 || !opens("in", O_RDONLY | O_DIRECTORY))
		return 3;
	return 0;
}

/* Each of these is what only the sandbox forbids. */
static int
work_outside(void)
{
	static char *const argv[] = {(char *)"true", NULL};

	if (opens("out/old", O_RDONLY) || opens("out", O_RDONLY | O_DIRECTORY))
		return 11;
	if (opens("read/old", O_WRONLY) || opens("read/new", O_CREAT | O_RDWR))
		return 12;
	if (!opens("read/old", O_RDONLY))
		return 13;
	if (unlink("out/old") == 0 || symlink("x", "out/link") == 0 ||
	    mkdir("out/dir", 0755) == 0 || rename("in/old", "out/new") == 0)
		return 14;
	if (truncate("out/old", 0) == 0 || truncate("read/old", 0) == 0)
		return 15;
	execv("/bin/true", argv);
	return errno == EACCES ? 0 : 16;
}

/* What a confined child's look says; -1 for a kernel that cannot. */
static int
look(int (*fn)(void), bool tcp)
{
	static const char *const write[] = {"in", "nowhere"};
	static const char *const read[] = {"read", "missing"};
	struct error e;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		enum error_code code =
		    sandbox_confine((struct sandbox_paths){read, 2},
			(struct sandbox_paths){write, 2}, tcp, &e);

		if (code == ERROR_NOTFOUND)
			_exit(100);
		_exit(code == ERROR_NONE ? fn() : 101);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status) == 100 ? -1 : WEXITSTATUS(status);
}

static bool
works(int (*fn)(void), bool tcp)
{
	int result = look(fn, tcp);

	if (result > 0)
		fprintf(stderr, "the look ends with %d\n", result);
	return result <= 0;
}

START_TEST(inside)
{
	ck_assert(works(work_inside, true));
}
END_TEST

START_TEST(outside)
{
	ck_assert(works(work_outside, true));
}
END_TEST

static int
connects(void)
{
	return may_connect() ? 1 : 0;
}

/* Before its fourth version Landlock knows nothing of TCP. */
START_TEST(network)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

	ck_assert_int_ne(look(connects, true), 0);
	ck_assert_int_eq(look(connects, false),
	    version >= 4       ? 0
		: version >= 1 ? 1
			       : -1);
}
END_TEST

/* A listener without a file, under a name that the kernel picks. */
static struct sockaddr_un nameless = {.sun_family = AF_UNIX};
static socklen_t nameless_size = sizeof(nameless.sun_family);

static int
signals(void)
{
	if (kill(getpid(), 0) != 0)
		return 21;
	return kill(getppid(), 0) == 0 ? 1 : 0;
}

static int
speaks(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return connect(fd, (struct sockaddr *)&nameless, nameless_size) == 0
	    ? 1
	    : 0;
}

/* Others of the same user; before its sixth version Landlock lets both pass. */
START_TEST(others)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
	int expected = version >= 6 ? 0 : version >= 1 ? 1 : -1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(
	    bind(fd, (struct sockaddr *)&nameless, nameless_size), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	nameless_size = sizeof(nameless);
	ck_assert_int_eq(
	    getsockname(fd, (struct sockaddr *)&nameless, &nameless_size), 0);
	ck_assert_int_eq(speaks(), 1);
	ck_assert_int_eq(look(signals, true), expected);
	ck_assert_int_eq(look(speaks, true), expected);
	close(fd);
}
END_TEST

Suite *
sandbox_suite(void)
{
	Suite *suite = suite_create("sys sandbox");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_add_test(all, inside);
	tcase_add_test(all, outside);
	tcase_add_test(all, network);
	tcase_add_test(all, others);
	suite_add_tcase(suite, all);
	return suite;
}
