/* SPDX-License-Identifier: ISC */
/* Tests of the module inside applications that are careless or busy. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pam/suites.h"

static void
check_answers(void)
{
	app_answer(ANSWER_SUCCESS);
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_SUCCESS);
	app_answer(ANSWER_REFUSED);
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_AUTH_ERR);
}

/* By a process of our own, and by a daemon. */
static void
check_login(void)
{
	check_answers();
	app_serve(LISTENER_LOGIN);
	check_answers();
	ck_assert_ptr_nonnull(strstr(app_request(), "--serve"));
	app_stop();
}

static void
set_handler(int sig, void (*handler)(int), int flags)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

	ck_assert_int_eq(sigaction(sig, &action, NULL), 0);
}

static void
reap_all(int sig)
{
	int saved = errno;

	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	errno = saved;
}

START_TEST(children_ignored)
{
	set_handler(SIGCHLD, SIG_IGN, 0);
	check_login();
	set_handler(SIGCHLD, SIG_DFL, SA_NOCLDWAIT);
	check_login();
}
END_TEST

/* An application that reaps every child takes ours away. */
START_TEST(children_reaped)
{
	set_handler(SIGCHLD, reap_all, 0);
	check_login();
	set_handler(SIGCHLD, reap_all, SA_RESTART);
	check_login();
}
END_TEST

static volatile sig_atomic_t signals;

static void
count(int sig)
{
	(void)sig;
	signals++;
}

/* Neither dispositions nor the mask are changed; nothing is raised. */
START_TEST(signals_kept)
{
	struct sigaction before[NSIG], after;
	sigset_t mask_before, mask_after;

	set_handler(SIGPIPE, count, 0);
	set_handler(SIGALRM, count, 0);
	for (int sig = 1; sig < NSIG; sig++)
		if (sigaction(sig, NULL, &before[sig]) != 0)
			before[sig].sa_handler = SIG_ERR;
	sigprocmask(SIG_SETMASK, NULL, &mask_before);
	check_login();
	app_answer("early");
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_SYSTEM_ERR);
	app_serve(LISTENER_LOGIN);
	ck_assert_int_eq(
	    app_run("alice@example.com", AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	app_stop();
	sigprocmask(SIG_SETMASK, NULL, &mask_after);
	for (int sig = 1; sig < NSIG; sig++) {
		if (before[sig].sa_handler == SIG_ERR)
			continue;
		ck_assert_int_eq(sigaction(sig, NULL, &after), 0);
		ck_assert(after.sa_handler == before[sig].sa_handler);
		ck_assert_int_eq(sigismember(&mask_before, sig),
		    sigismember(&mask_after, sig));
	}
	ck_assert_int_eq(signals, 0);
}
END_TEST

/* A blocked mask of the application is not the helper's. */
START_TEST(signals_blocked)
{
	sigset_t all;

	sigfillset(&all);
	ck_assert_int_eq(sigprocmask(SIG_SETMASK, &all, NULL), 0);
	check_login();
}
END_TEST

/* Any of the first three, and what an application does with those that it
 * takes to be open. */
static void
check_closed_fds(void)
{
	app_answer(ANSWER_SUCCESS);
	for (int i = 1; i < 8; i++) {
		pid_t pid = fork();
		int status;

		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			for (int fd = 0; fd < 3; fd++)
				if ((i & 1 << fd) != 0)
					close(fd);
			talk.chatters = i == 7;
			_exit(app_run("alice@example.com", AUTH, 0));
		}
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(status == 0, "closed: %d: %d", i, status);
	}
}

START_TEST(closed_fds)
{
	check_closed_fds();
	app_serve(LISTENER_LOGIN);
	check_closed_fds();
	app_stop();
}
END_TEST

/* High descriptors (select() would overrun there), and none are left. */
START_TEST(many_fds)
{
	int last = 0, after;

	for (int i = 0; i < 1500; i++) {
		int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			break;
		last = fd;
	}
	close(last--);
	close(last--);
	for (int i = 0; i < 16; i++)
		close(last--);
	check_login();
	after = open("/dev/null", O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(after, last + 1);
}
END_TEST

static void *
spin(void *arg)
{
	volatile bool *stop = arg;

	while (!*stop)
		usleep(1000);
	return NULL;
}

START_TEST(threads)
{
	volatile bool stop = false;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, spin, (void *)&stop), 0);
	check_login();
	stop = true;
	pthread_join(thread, NULL);
}
END_TEST

/* With a daemon there is nothing to fork, and no process is started. */
START_TEST(no_processes)
{
	const struct rlimit none = {0, 0};

	app_answer(ANSWER_SUCCESS);
	app_serve(LISTENER_LOGIN);
	ck_assert_int_eq(setrlimit(RLIMIT_NPROC, &none), 0);
	ck_assert_int_eq(unlink("postern-login"), 0);
	ck_assert_int_eq(app_run("alice@example.com", AUTH, 0), PAM_SUCCESS);
	app_stop();
}
END_TEST

/* No child is left behind, not even one that hung. */
START_TEST(no_zombies)
{
	check_login();
	app_answer("hang");
	ck_assert_int_eq(
	    app_run("alice@example.com", AUTH, 0), PAM_AUTHINFO_UNAVAIL);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END_TEST

Suite *
careless_suite(void)
{
	const TTest *const tests[] = {children_ignored, children_reaped,
	    signals_kept, signals_blocked, closed_fds, many_fds, threads,
	    no_processes, no_zombies};

	return SCRATCH_SUITE("pam in careless applications", tests, app_make);
}
