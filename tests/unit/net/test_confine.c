/* SPDX-License-Identifier: ISC */
/* Tests of net/confine; each test is a process of its own. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/confine.h"
#include "net/suites.h"
#include "net/tls.h"

/* Confines, or says that this kernel cannot. */
static bool
confine(const char *ca_file)
{
	struct error e;
	enum error_code code = confine_network(ca_file, &e);

	ck_assert_msg(
	    code == ERROR_NONE || code == ERROR_NOTFOUND, "%s", e.text);
	return code == ERROR_NONE;
}

static bool
can_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* In a confined child: what it may not, and what it may. */
static int
look_around(const char *path, bool is_ca)
{
	if (!confine(is_ca ? path : NULL))
		return 0;
	if (can_open(path, O_RDONLY) != is_ca)
		return 1;
	if (can_open("/etc/passwd", O_RDONLY) || errno != EACCES)
		return 2;
	if (can_open("/etc/resolv.conf", O_WRONLY) ||
	    can_open("/tmp/postern-unit-new", O_WRONLY | O_CREAT))
		return 3;
	return unlink(path) == 0 ? 4 : 0;
}

START_TEST(leaves_nothing_else)
{
	char path[] = "/tmp/postern-unit-XXXXXX";
	int fd = mkstemp(path), status;
	pid_t pid;

	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert(can_open(path, O_RDONLY));
	ck_assert(can_open("/etc/passwd", O_RDONLY));
	pid = fork();
	if (pid == 0)
		_exit(look_around(path, _i));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	unlink(path);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

/* The first look-up loads the libraries of nsswitch.conf. */
static int
look_up(bool has_store)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
	struct tls *tls = NULL;
	struct error e;

	confine(NULL);
	if (getaddrinfo("localhost", "993", &hints, &found) != 0)
		return 1;
	if ((tls_new(NULL, &tls, &e) == ERROR_NONE) != has_store)
		return 2;
	return 0;
}

START_TEST(leaves_resolving_and_tls)
{
	struct tls *tls = NULL;
	struct error e;
	bool has_store = tls_new(NULL, &tls, &e) == ERROR_NONE;
	pid_t pid;
	int status;

	tls_free(&tls);
	pid = fork();
	if (pid == 0)
		_exit(look_up(has_store));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

Suite *
confine_suite(void)
{
	Suite *suite = suite_create("confine");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, leaves_nothing_else, 0, 2);
	tcase_add_test(all, leaves_resolving_and_tls);
	suite_add_tcase(suite, all);
	return suite;
}
