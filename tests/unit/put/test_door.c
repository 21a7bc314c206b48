/* SPDX-License-Identifier: ISC */
/* The limits, as they meet messages. */
#include "config.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "put/site.h"

#define HEAD "postern-limits 1\n"
#define ANY "size 1000000\nfree 1\nmessages 0\nbytes 0\n"

static struct site site;

static void
set_up(void)
{
	site_make(&site);
}

static void
tear_down(void)
{
	site_remove(&site);
}

static void
check_refused(size_t n, int status, const char *words)
{
	size_t before = spool_dir_new(&site.spool);

	ck_assert_int_eq(site_send(&site, n), status);
	ck_assert_msg(
	    strstr(site.answer.text, words) != NULL, "'%s'", site.answer.text);
	ck_assert_str_eq(site.answer.id, "");
	ck_assert_uint_eq(spool_dir_new(&site.spool), before);
}

static void
check_accepted(size_t n)
{
	size_t before = spool_dir_new(&site.spool);

	ck_assert_msg(site_send(&site, n) == EX_OK, "'%s'", site.answer.text);
	ck_assert_uint_eq(spool_dir_new(&site.spool), before + 1);
}

START_TEST(no_limits)
{
	check_accepted(100);
}
END_TEST

START_TEST(size)
{
	site_limits(
	    &site, HEAD "size 200000\nfree 1\nmessages 0\nbytes 0\nend\n");
	check_accepted(199998); /* and CRLF */
	check_refused(199999, EX_DATAERR, "larger than 200000 bytes");
	site.put.who.uid = 0;
	check_refused(199999, EX_DATAERR, "message-size-limit");
}
END_TEST

START_TEST(free_space)
{
	site_limits(&site,
	    HEAD "size 1000\nfree 9000000000000000000\nmessages 0\nbytes 0\n"
		 "end\n");
	check_refused(10, EX_TEMPFAIL, "free-space");
	site.put.who.uid = 0;
	check_refused(10, EX_TEMPFAIL, "free-space");
}
END_TEST

START_TEST(submitters)
{
	static const gid_t groups[] = {7, 8};

	site_limits(&site, HEAD ANY "submitter 4712\ngroup 8\nend\n");
	check_refused(10, EX_NOPERM, "uid 4711 may not");
	site.put.who.uid = 4712;
	check_accepted(10);
	site.put.who = (struct limits_caller){SITE_UID, groups, 1};
	check_refused(10, EX_NOPERM, "submitters");
	site.put.who.n_groups = 2;
	check_accepted(10);
	site.put.who = (struct limits_caller){.uid = 0};
	check_accepted(10);
}
END_TEST

/* The files are this process's: it is the user whose messages count. */
START_TEST(messages)
{
	site.put.who.uid = getuid() != 0 ? getuid() : SITE_UID;
	site.put.named = getuid() == 0;
	site_limits(
	    &site, HEAD "size 1000\nfree 1\nmessages 3\nbytes 0\nend\n");
	for (int i = 0; i < 3; i++)
		check_accepted(10);
	check_refused(10, EX_TEMPFAIL, "more than 3 messages");
	site.put.who.uid = 0;
	check_accepted(10);
}
END_TEST

START_TEST(messages_by_name)
{
	site.put.named = true;
	site_limits(
	    &site, HEAD "size 1000\nfree 1\nmessages 2\nbytes 0\nend\n");
	check_accepted(10);
	check_accepted(10);
	check_refused(10, EX_TEMPFAIL, "more than 2 messages");
	site.put.who.uid = 4712;
	check_accepted(10);
}
END_TEST

START_TEST(bytes)
{
	site.put.named = true;
	site_limits(
	    &site, HEAD "size 100000\nfree 1\nmessages 0\nbytes 100000\nend\n");
	check_accepted(60000);
	check_refused(60000, EX_TEMPFAIL, "more than 100000 bytes");
	check_accepted(30000);
	check_refused(99999, EX_TEMPFAIL, "user-bytes");
}
END_TEST

START_TEST(published_use)
{
	char text[200];

	snprintf(text, sizeof(text),
	    HEAD "size 1000\nfree 1\nmessages 10\nbytes 50000\n"
		 "use %d 9 100\nuse 4712 1 49990\nend\n",
	    SITE_UID);
	site_limits(&site, text);
	site.put.named = true;
	check_accepted(10);
	check_refused(10, EX_TEMPFAIL, "more than 10 messages");
	site.put.who.uid = 4712;
	check_refused(10, EX_TEMPFAIL, "more than 50000 bytes");
}
END_TEST

static void
limits_path(char path[128])
{
	snprintf(path, 128, "%s/drop/limits", site.spool.path);
}

/* What anybody could have written is not believed: built-in limits hold. */
START_TEST(not_believed)
{
	char path[128], target[128];

	limits_path(path);
	site_limits(&site, HEAD ANY "submitter 1\nend\n");
	check_refused(10, EX_NOPERM, "submitters");
	ck_assert_int_eq(chmod(path, 0666), 0);
	check_accepted(10);
	ck_assert_int_eq(chmod(path, 0644), 0);
	check_refused(10, EX_NOPERM, "submitters");
	snprintf(target, sizeof(target), "%s/drop/other", site.spool.path);
	ck_assert_int_eq(rename(path, target), 0);
	ck_assert_int_eq(symlink(target, path), 0);
	check_accepted(10);
	unlink(target);
	unlink(path);
	ck_assert_int_eq(mkfifo(path, 0644), 0);
	check_accepted(10);
	site_limits(&site, HEAD ANY "submitter 1\nen");
	check_accepted(10);
	site_limits(&site, "");
	check_accepted(10);
}
END_TEST

START_TEST(name_of_the_user)
{
	struct message m;
	struct buf text;

	message_init(&m);
	buf_init(&text, 4096);
	site.put.user = "alice@example.com";
	check_accepted(10);
	spool_dir_load(&site.spool, &m, &text);
	ck_assert_str_eq(m.user, "alice@example.com");
	ck_assert_uint_eq(m.uid, SITE_UID);
	buf_clear(&text);
	message_clear(&m);
}
END_TEST

/* A name that would be more than a name is left out. */
START_TEST(hostile_name)
{
	struct message m;
	struct buf text;

	message_init(&m);
	buf_init(&text, 4096);
	site.put.user = "x)\r\nReceived: y";
	check_accepted(10);
	spool_dir_load(&site.spool, &m, &text);
	ck_assert_str_eq(m.user, "");
	buf_clear(&text);
	message_clear(&m);
}
END_TEST

Suite *
door_suite(void)
{
	const TTest *const tests[] = {no_limits, size, free_space, submitters,
	    messages, messages_by_name, bytes, published_use, not_believed,
	    name_of_the_user, hostile_name};
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, set_up, tear_down);
	return suite_of_case("door", t, tests, COUNT(tests));
}
