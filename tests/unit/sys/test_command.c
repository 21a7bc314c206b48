/* SPDX-License-Identifier: ISC */
/* Tests of sys/command. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "scratch.h"
#include "sys/command.h"
#include "sys/suites.h"

#define PATIENCE 30000

static struct command c;
static struct error e;

static void
setup(void)
{
	command_init(&c);
	error_clear(&e);
}

static void
teardown(void)
{
	command_clear(&c);
}

/* Runs a script to its end. */
static enum command_state
run(const char *script, int64_t ms)
{
	char *const argv[] = {
	    (char *)"/bin/sh", (char *)"-c", (char *)(uintptr_t)script, NULL};

	ck_assert_msg(
	    command_start(&c, argv, ms, &e) == ERROR_NONE, "%s", e.text);
	return command_wait(&c, &e);
}

START_TEST(takes_what_is_printed)
{
	ck_assert_int_eq(
	    run("printf 'a\\nb\\n'; echo no >&2", PATIENCE), COMMAND_DONE);
	ck_assert_view_eq(buf_view(&c.said), "a\nb\n");
	/* Again, after its end; also what was printed just before that. */
	ck_assert_int_eq(run("exec printf again", PATIENCE), COMMAND_DONE);
	ck_assert_view_eq(buf_view(&c.said), "again");
	ck_assert_int_eq(
	    run("exec >&- 2>&-; sleep 0.1", PATIENCE), COMMAND_DONE);
	ck_assert_uint_eq(c.said.n, 0);
}
END_TEST

START_TEST(gives_it_nothing)
{
	setenv("SECRET_OF_PARENT", "x", 1);
	ck_assert_int_eq(
	    run("echo \"<$SECRET_OF_PARENT$HOME$USER>\"; cat", PATIENCE),
	    COMMAND_DONE);
	ck_assert_view_eq(buf_view(&c.said), "<>\n");
}
END_TEST

static const struct {
	const char *script;
	const char *why;
} failures[] = {
    {"echo secret; exit 3", "/bin/sh: it failed with exit status 3"},
    {"echo a >&2; echo b >&2; exit 1",
	"/bin/sh: it failed with exit status 1: a"},
    {"printf 'bell\\007' >&2; exit 1",
	"/bin/sh: it failed with exit status 1: bell\\x07"},
    {"kill -9 $$", "/bin/sh: it was killed by signal 9"},
    {"echo s3cret; echo 'not taken: s3cret' >&2; exit 1",
	"/bin/sh: it failed with exit status 1: (its message holds what it "
	"printed)"},
    /* The end of it does not fit into what is kept, or was not printed. */
    {"t=$(yes abcdefgh12 | head -n 90 | tr -d '\\n'); echo $t; echo $t >&2; "
     "exit 1",
	"/bin/sh: it failed with exit status 1: (its message holds what it "
	"printed)"},
    {"printf 12345678; echo 'Bearer 1234567890' >&2; exit 1",
	"/bin/sh: it failed with exit status 1: (its message holds what it "
	"printed)"},
    {"echo first; echo s3cret-of-two; echo 's3cret-o' >&2; exit 1",
	"/bin/sh: it failed with exit status 1: (its message holds what it "
	"printed)"},
    {"echo ab; echo 'not ab' >&2; exit 1",
	"/bin/sh: it failed with exit status 1: (its message holds what it "
	"printed)"},
    {"echo 1234567; echo 'in 12345' >&2; exit 1",
	"/bin/sh: it failed with exit status 1: in 12345"},
    {"yes", "/bin/sh: it prints too much"},
    {"yes | head -c 9000", "/bin/sh: it prints too much"},
};

START_TEST(says_why_it_failed)
{
	ck_assert_int_eq(run(failures[_i].script, PATIENCE), COMMAND_FAILED);
	ck_assert_int_eq(e.code, ERROR_SETTINGS);
	ck_assert_str_eq(e.text, failures[_i].why);
	ck_assert_uint_eq(c.said.n, 0);
	ck_assert_ptr_null(c.said.p);
}
END_TEST

/* However much it complains, that is taken off its hands. */
START_TEST(bounds_a_complaint)
{
	ck_assert_int_eq(
	    run("yes | head -c 500000 >&2; echo ok", PATIENCE), COMMAND_DONE);
	ck_assert_view_eq(buf_view(&c.said), "ok\n");
	ck_assert_int_eq(
	    run("yes x | tr -d '\\n' | head -c 500000 >&2; exit 2", PATIENCE),
	    COMMAND_FAILED);
	ck_assert_ptr_nonnull(strstr(e.text, "exit status 2: xxx"));
}
END_TEST

/* Output that comes as fast as it is read, at whichever pipe. */
START_TEST(is_not_kept_by_output)
{
	char *const argv[] = {(char *)"/bin/sleep", (char *)"600", NULL};
	int endless = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(endless, 0);
	ck_assert_int_eq(command_start(&c, argv, PATIENCE, &e), ERROR_NONE);
	ck_assert_int_eq(dup3(endless, c.err, O_CLOEXEC), c.err);
	ck_assert_int_eq(command_step(&c, &e), COMMAND_RUNNING);
	ck_assert_int_eq(dup3(endless, c.out, O_CLOEXEC), c.out);
	ck_assert_int_eq(command_step(&c, &e), COMMAND_FAILED);
	ck_assert_ptr_nonnull(strstr(e.text, "/bin/sleep: it prints too much"));
	close(endless);
}
END_TEST

/* It and its children end when the time is over. */
START_TEST(ends_in_time)
{
	char name[] = "/tmp/test-command-XXXXXX", script[200];
	int fd = mkstemp(name), tries = 0;
	pid_t child;
	FILE *f;

	ck_assert_int_ge(fd, 0);
	snprintf(script, sizeof(script),
	    "sleep 600 & echo $! >%s; echo x; exec sleep 600", name);
	ck_assert_int_eq(run(script, 3000), COMMAND_FAILED);
	ck_assert_ptr_nonnull(strstr(e.text, "did not end in time"));
	f = fdopen(fd, "r");
	ck_assert_int_eq(fscanf(f, "%d", &child), 1);
	while (kill(child, 0) == 0 && tries++ < 1000)
		usleep(10000);
	ck_assert_int_eq(errno, ESRCH);
	fclose(f);
	unlink(name);
}
END_TEST

/* A child that stays behind with the output does not make us wait. */
START_TEST(waits_for_the_command_alone)
{
	int64_t start = deadline_now();

	ck_assert_int_eq(run("sleep 600 & echo x; kill -9 $! ; sleep 900 & "
			     "echo $!",
			     PATIENCE),
	    COMMAND_DONE);
	ck_assert_int_lt((deadline_now() - start) / 1000000, PATIENCE - 1000);
	kill((pid_t)strtol(c.said.p + 2, NULL, 10), SIGKILL);
}
END_TEST

START_TEST(never_waits_when_asked_so)
{
	char *const argv[] = {(char *)"/bin/sleep", (char *)"600", NULL};
	struct pollfd fds[COMMAND_POLL];
	int64_t start = deadline_now();

	ck_assert_int_eq(command_start(&c, argv, PATIENCE, &e), ERROR_NONE);
	ck_assert_int_eq(command_step(&c, &e), COMMAND_RUNNING);
	command_poll(&c, fds);
	ck_assert_int_ge(fds[0].fd, 0);
	ck_assert_int_eq(poll(fds, COMMAND_POLL, 0), 0);
	command_clear(&c);
	ck_assert_int_eq(c.state, COMMAND_NONE);
	ck_assert_int_eq(command_step(&c, &e), COMMAND_NONE);
	command_poll(&c, fds);
	ck_assert_int_eq(fds[0].fd, -1);
	ck_assert_int_lt((deadline_now() - start) / 1000000, PATIENCE);
}
END_TEST

static const struct {
	mode_t mode;
	const char *why;
} modes[] = {
    {0777, "lets others change it (chmod go-w)"},
    {0720, "lets others change it (chmod go-w)"},
    {0600, "cannot execute it (chmod +x)"},
};

START_TEST(runs_nothing_that_others_can_change)
{
	char name[] = "/tmp/test-command-XXXXXX";
	char *const argv[] = {name, NULL};
	int fd = mkstemp(name);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_gt(dprintf(fd, "#!/bin/sh\necho ran\n"), 0);
	close(fd);
	for (size_t i = 0; i < COUNT(modes); i++) {
		ck_assert_int_eq(chmod(name, modes[i].mode), 0);
		ck_assert_int_eq(
		    command_start(&c, argv, PATIENCE, &e), ERROR_SETTINGS);
		ck_assert_msg(
		    strstr(e.text, modes[i].why) != NULL, "%s", e.text);
		ck_assert_int_eq(c.state, COMMAND_NONE);
	}
	ck_assert_int_eq(chmod(name, 0700), 0);
	ck_assert_int_eq(command_start(&c, argv, PATIENCE, &e), ERROR_NONE);
	ck_assert_int_eq(command_wait(&c, &e), COMMAND_DONE);
	ck_assert_view_eq(buf_view(&c.said), "ran\n");
	unlink(name);
	ck_assert_int_eq(command_start(&c, argv, PATIENCE, &e), ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "No such file"));
	ck_assert_int_eq(command_check("/tmp", &e), ERROR_SETTINGS);
}
END_TEST

/* Who can write to a directory can put another file there, or another link;
 * "links" leads to "middle", and that to "inner". */
static const struct {
	mode_t outer, inner, middle, links;
	const char *why; /* not the file; NULL: it is run */
	const char *why_not_by_link;
} ways[] = {
    {0700, 0700, 0700, 0700, NULL, NULL},
    {0755, 0757, 0755, 0755, "/inner: mode 0757 lets",
	"/inner: mode 0757 lets"},
    {0757, 0755, 0755, 0755, ": mode 0757 lets", ": mode 0757 lets"},
    {0755, 0755, 0755, 0777, NULL, "/links: mode 0777 lets"},
    {0755, 0755, 0777, 0755, NULL, "/middle: mode 0777 lets"},
    {01777, 01777, 01777, 01777, NULL, NULL},
};

static void
check_judged(const char *path, const char *why)
{
	enum error_code code = command_check(path, &e);

	if (why == NULL)
		ck_assert_msg(code == ERROR_NONE, "%s", e.text);
	else
		ck_assert_msg(
		    code == ERROR_SETTINGS && strstr(e.text, why) != NULL,
		    "%d: %s", code, e.text);
}

static void
put_command(void)
{
	scratch_enter();
	ck_assert_int_eq(mkdir("inner", 0700), 0);
	ck_assert_int_eq(mkdir("middle", 0700), 0);
	ck_assert_int_eq(mkdir("links", 0700), 0);
	scratch_put("inner/command", "#!/bin/sh\n");
	ck_assert_int_eq(chmod("inner/command", 0700), 0);
}

/* The same by a path that begins at the root. */
static void
check_both(const char *path, const char *why)
{
	char here[LIMIT_PATH / 2], whole[LIMIT_PATH];

	check_judged(path, why);
	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(whole, sizeof(whole), "%s/%s", here, path);
	check_judged(whole, why);
}

START_TEST(looks_at_its_directories)
{
	put_command();
	ck_assert_int_eq(symlink("../inner/command", "middle/link"), 0);
	ck_assert_int_eq(symlink(".././middle//link", "links/link"), 0);
	ck_assert_int_eq(chmod("inner", ways[_i].inner), 0);
	ck_assert_int_eq(chmod("middle", ways[_i].middle), 0);
	ck_assert_int_eq(chmod("links", ways[_i].links), 0);
	ck_assert_int_eq(chmod(".", ways[_i].outer), 0);
	check_both("./inner/command", ways[_i].why);
	check_both("./links/link", ways[_i].why_not_by_link);
	scratch_leave();
}
END_TEST

/* A directory can be a link, too, and what it stands in counts as well. */
START_TEST(looks_at_links_to_directories)
{
	char here[LIMIT_PATH / 2], inner[LIMIT_PATH];

	put_command();
	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(inner, sizeof(inner), "%s/inner", here);
	ck_assert_int_eq(symlink(inner, "middle/dir"), 0);
	ck_assert_int_eq(symlink("middle/dir", "links/../dir"), 0);
	check_both("dir/command", NULL);
	check_both("dir/../inner/command", NULL);
	ck_assert_int_eq(chmod("middle", 0777), 0);
	check_both("dir/command", "/middle: mode 0777 lets");
	check_both("inner/command", NULL);
	ck_assert_int_eq(symlink("loop", "loop"), 0);
	check_both("loop/command", "Too many levels of symbolic links");
	scratch_leave();
}
END_TEST

/* In /tmp each can replace what is theirs, so a link must be ours. */
START_TEST(looks_at_whose_a_link_is)
{
	const uid_t other = 54321;

	if (geteuid() != 0)
		return; /* nobody else can give a link away */
	put_command();
	ck_assert_int_eq(symlink("../inner/command", "links/link"), 0);
	ck_assert_int_eq(lchown("links/link", other, other), 0);
	check_both("links/link", NULL);
	ck_assert_int_eq(chmod("links", 01777), 0);
	check_both("links/link",
	    "/links/link: the symbolic link belongs to user 54321, who can");
	ck_assert_int_eq(chmod("links", 0755), 0);
	ck_assert_int_eq(chown("links", other, other), 0);
	check_both("links/link", "/links: it belongs to user 54321, who can");
	scratch_leave();
}
END_TEST

Suite *
command_suite(void)
{
	Suite *suite = suite_create("command");
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, setup, teardown);
	tcase_set_timeout(all, 60);
	tcase_add_test(all, takes_what_is_printed);
	tcase_add_test(all, gives_it_nothing);
	tcase_add_loop_test(all, says_why_it_failed, 0, (int)COUNT(failures));
	tcase_add_test(all, bounds_a_complaint);
	tcase_add_test(all, is_not_kept_by_output);
	tcase_add_test(all, ends_in_time);
	tcase_add_test(all, waits_for_the_command_alone);
	tcase_add_test(all, never_waits_when_asked_so);
	tcase_add_test(all, runs_nothing_that_others_can_change);
	tcase_add_loop_test(all, looks_at_its_directories, 0, (int)COUNT(ways));
	tcase_add_test(all, looks_at_links_to_directories);
	tcase_add_test(all, looks_at_whose_a_link_is);
	suite_add_tcase(suite, all);
	return suite;
}
