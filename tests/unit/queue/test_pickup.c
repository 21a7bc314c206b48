/* SPDX-License-Identifier: ISC */
/* What is opened as a message, and whose it is said to be. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "queue/pickup.h"
#include "queue/runner_suites.h"
#include "scratch.h"

#define NOBODY ((uid_t)-1)
#define SIZE "00000000000000000000"
#define WHOLE                                                \
	MESSAGE_FIRST_LINE                                   \
	"sender 3:a@b\nuid 4:4242\nuser 3:eve\ntime 1:0\n"   \
	"recipient 3:c@d\nsize 20:" SIZE "\neight-bit 1:0\n" \
	"longest 20:" SIZE "\nend 0:\n"

static struct message m;
static struct error e;

static enum error_code
pick(const char *name, uid_t drop_uid)
{
	int fd = -1;
	enum error_code code;

	message_clear(&m);
	message_init(&m);
	code = pickup_open(AT_FDCWD, name, drop_uid, &m, &fd, &e);
	ck_assert_int_eq(fd >= 0, code == ERROR_NONE);
	if (fd >= 0)
		close(fd);
	return code;
}

static void
bind_here(const char *name)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	view_copy(view_of(name), a.sun_path, sizeof(a.sun_path));
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	close(fd);
}

static void
set_up(void)
{
	message_init(&m);
	scratch_put("good", WHOLE);
	scratch_put("cut", MESSAGE_FIRST_LINE);
	scratch_put("twice", WHOLE);
	ck_assert_int_eq(link("twice", "again"), 0);
	ck_assert_int_eq(symlink("good", "link"), 0);
	ck_assert_int_eq(symlink("/dev/zero", "device"), 0);
	ck_assert_int_eq(mkdir("directory", 0700), 0);
	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	bind_here("socket");
}

static const struct {
	const char *name;
	enum error_code code;
	const char *why;
} refused[] = {
    {"link", ERROR_INPUT, "Too many levels of symbolic links"},
    {"device", ERROR_INPUT, "Too many levels of symbolic links"},
    {"directory", ERROR_INPUT, "not a regular file"},
    {"pipe", ERROR_INPUT, "not a regular file"},
    {"socket", ERROR_INPUT, "No such device or address"},
    {"twice", ERROR_INPUT, "more than one name"},
    {"again", ERROR_INPUT, "more than one name"},
    {"cut", ERROR_INPUT, ""},
    {"none", ERROR_NOTFOUND, "No such file"},
};

START_TEST(refuses_what_is_no_message)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		ck_assert_msg(pick(refused[i].name, NOBODY) == refused[i].code,
		    "%s", refused[i].name);
		ck_assert_msg(strstr(e.text, refused[i].why) != NULL, "%s: %s",
		    refused[i].name, e.text);
	}
	message_clear(&m);
}
END_TEST

START_TEST(knows_whose_it_is)
{
	ck_assert_int_eq(pick("good", NOBODY), ERROR_NONE);
	ck_assert_uint_eq(m.uid, getuid());
	ck_assert_str_eq(m.user, "");
	ck_assert_int_eq(pick("good", getuid()), ERROR_NONE);
	ck_assert_uint_eq(m.uid, 4242);
	ck_assert_str_eq(m.user, "eve");
	message_clear(&m);
}
END_TEST

Suite *
pickup_suite(void)
{
	const TTest *const tests[] = {
	    refuses_what_is_no_message, knows_whose_it_is};

	return SCRATCH_SUITE("pickup", tests, set_up);
}
