/* SPDX-License-Identifier: ISC */
/* Tests of "postern setup": what it writes, and in nobody's place. */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "admin/setup.h"
#include "admin/suites.h"

static struct endpoint one_server;
static char own_domain[] = "post.example";
static char *own_domains[] = {own_domain, NULL};
static char *no_domains[] = {NULL};
static char name[] = "post";

#define SERVER                 \
	{                      \
		&one_server, 1 \
	}

#define LOGIN "login \"post.example\" {\n    provider = \"post\"\n}\n"
static const struct {
	struct provider provider;
	const char *holds;
	const char *holds_not;
} cases[] = {
    {{.name = name, .domains = no_domains, .login = SERVER, .relay = SERVER},
	LOGIN "relay \"post\" {\n    provider      = \"post\"\n"
	      "    user          = \"al@post.example\"\n"
	      "    password-file = \"",
	"senders"},
    /* names without a domain, for its own domain and for another's */
    {{.name = name,
	 .domains = own_domains,
	 .login = SERVER,
	 .login_user = PROVIDER_USER_LOCAL,
	 .relay = SERVER,
	 .relay_user = PROVIDER_USER_LOCAL},
	LOGIN "relay \"post\" {\n    provider      = \"post\"\n"
	      "    user          = \"al\"\n"
	      "    senders       = \"al@post.example\"\n",
	"@post.example\"\n    password-file = \"al"},
    {{.name = name,
	 .domains = no_domains,
	 .login = SERVER,
	 .login_user = PROVIDER_USER_LOCAL,
	 .relay = SERVER},
	"relay \"post\"", "login"},
    {{.name = name,
	 .domains = no_domains,
	 .login = SERVER,
	 .relay = SERVER,
	 .relay_user = PROVIDER_USER_LOCAL},
	LOGIN, "relay"},
    /* what cannot be done by it */
    {{.name = name, .domains = no_domains, .login = SERVER}, LOGIN, "relay"},
    {{.name = name, .domains = no_domains, .relay = SERVER}, "relay \"post\"",
	"login"},
    {{.name = name,
	 .domains = no_domains,
	 .login = SERVER,
	 .relay = SERVER,
	 .password = PROVIDER_PASSWORD_TOKEN},
	LOGIN, "relay"},
    {{.name = name,
	 .domains = no_domains,
	 .login = SERVER,
	 .relay = SERVER,
	 .relay_user = PROVIDER_USER_ACCOUNT},
	LOGIN, "relay"},
};

START_TEST(writes_what_can_be_done)
{
	struct buf b;
	const char *text;

	buf_init(&b, 4096);
	setup_settings("al@post.example", &cases[_i].provider, &b);
	text = buf_str(&b);
	ck_assert_ptr_nonnull(text);
	ck_assert_msg(strstr(text, cases[_i].holds) != NULL,
	    "\"%s\" does not hold \"%s\"", text, cases[_i].holds);
	ck_assert_msg(strstr(text, cases[_i].holds_not) == NULL,
	    "\"%s\" holds \"%s\"", text, cases[_i].holds_not);
	buf_clear(&b);
}
END_TEST

START_TEST(writes_accounts)
{
	struct buf b;

	buf_init(&b, 4096);
	setup_accounts("al@post.example", &b);
	ck_assert_ptr_nonnull(strstr(buf_str(&b), "\nal@post.example\n"));
	buf_clear(&b);
}
END_TEST

START_TEST(replaces_nothing)
{
	struct stat st;
	struct error e;

	scratch_enter();
	umask(022);
	ck_assert_int_eq(
	    setup_write("f", view_of("new\n"), 0640, (gid_t)-1, &e),
	    ERROR_NONE);
	ck_assert_str_eq(scratch_read("f"), "new\n");
	ck_assert_int_eq(stat("f", &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
	ck_assert_int_eq(
	    setup_write("f", view_of("x"), 0644, (gid_t)-1, &e), ERROR_EXISTS);
	ck_assert_str_eq(scratch_read("f"), "new\n");
	ck_assert_int_eq(symlink("elsewhere", "l"), 0);
	ck_assert_int_eq(
	    setup_write("l", view_of("x"), 0644, (gid_t)-1, &e), ERROR_EXISTS);
	ck_assert_int_ne(access("elsewhere", F_OK), 0);
	ck_assert_int_eq(
	    setup_write("no/where", view_of("x"), 0644, (gid_t)-1, &e),
	    ERROR_SYSTEM);
	scratch_leave();
}
END_TEST

/* A file that a killed one began stands in nobody's way. */
START_TEST(writes_whole_or_nothing)
{
	struct error e;
	int status;
	pid_t pid;

	scratch_enter();
	pid = fork();
	if (pid == 0) {
		const struct rlimit two = {2, 2}, none = {0, 0};

		signal(SIGXFSZ, SIG_DFL);
		setrlimit(RLIMIT_CORE, &none);
		setrlimit(RLIMIT_FSIZE, &two);
		setup_write("f", view_of("secret"), 0640, (gid_t)-1, &e);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
	ck_assert_int_ne(access("f", F_OK), 0);
	ck_assert_int_eq(
	    setup_write("f", view_of("secret"), 0640, (gid_t)-1, &e),
	    ERROR_NONE);
	ck_assert_str_eq(scratch_read("f"), "secret");
	ck_assert_int_ne(access("f.new", F_OK), 0);
	scratch_leave();
}
END_TEST

Suite *
setup_suite(void)
{
	Suite *suite = suite_create("setup");
	TCase *all = tcase_create("all");

	tcase_set_timeout(all, SCRATCH_TIMEOUT);
	tcase_add_loop_test(all, writes_what_can_be_done, 0, (int)COUNT(cases));
	tcase_add_test(all, writes_accounts);
	tcase_add_test(all, replaces_nothing);
	tcase_add_test(all, writes_whole_or_nothing);
	suite_add_tcase(suite, all);
	return suite;
}
