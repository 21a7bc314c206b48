/* SPDX-License-Identifier: ISC */
/* Where mail for local names goes, and when that is asked again. */
#include "config.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/schedule.h"
#include "runner/stage.h"
#include "runner/suites.h"
#include "sendmail-shim/postern-queue/shown.h"

#define SENDER "alice@example.com"

static void
start(struct stage *s)
{
	stage_start(s);
	stage_run(s);
}

/* What a change of files leads to, without waiting for the kernel's word. */
static void
go_on(struct stage *s)
{
	runner_turn(s->runner, 0);
	stage_clock.wall += 2 * SCHEDULE_FIRST;
	stage_clock.mono += 2 * SCHEDULE_FIRST;
	stage_run(s);
}

/* Addresses at the host's own names are local names. */
START_TEST(addresses_of_this_host)
{
	struct stage s;
	char host[256] = "", to[1024];

	stage_init(&s);
	ck_assert_int_eq(gethostname(host, sizeof(host) - 1), 0);
	stage_write(s.aliases, "root: admin@x.y, web@localhost\nweb: w@x.y\n");
	snprintf(to, sizeof(to), "Root@LocalHost web@%s c@localhost.x.y", host);
	stage_drop(&s, SENDER, to);
	start(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<admin@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<w@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "to=<c@localhost.x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "ocal"), 1);
	ck_assert_uint_eq(
	    stage_said(&s, "to=<admin@x.y> for=<Root@LocalHost>"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

/* One that leads nowhere is never sent to a relay as an address. */
START_TEST(held_without_its_domain)
{
	struct stage s;

	stage_init(&s);
	stage_write(s.aliases, "");
	stage_drop(&s, SENDER, "\"a..b\"@localhost bob@x.y");
	start(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&s, "a..b"), 0);
	ck_assert_uint_eq(stage_said(&s, "to=<\"a..b\"> for=<"), 1);
	ck_assert_uint_eq(stage_said(&s, "status=held"), 1);
	stage_write(s.aliases, "A..B: ab@x.y\n");
	go_on(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<ab@x.y>"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

/* The same when the aliases could not be read at all. */
START_TEST(held_without_aliases)
{
	struct stage s;

	stage_init(&s);
	unlink(s.aliases);
	ck_assert_int_eq(symlink("aliases", s.aliases), 0);
	stage_drop(&s, SENDER, "root@localhost root");
	start(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<"), 0);
	ck_assert_uint_eq(stage_said(&s, "error: aliases: "), 1);
	unlink(s.aliases);
	stage_write(s.aliases, "root: admin@x.y\n");
	go_on(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<admin@x.y>"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

/* Where the provider has the mailboxes, the host has no names. */
START_TEST(providers_domain)
{
	struct stage s;
	char host[256] = "", to[1024];

	stage_init(&s);
	ck_assert_int_eq(gethostname(host, sizeof(host) - 1), 0);
	snprintf(to, sizeof(to),
	    "relay \"one\" {\n"
	    "server = \"submissions://127.0.0.1\"\n"
	    "user = \"web1@%s\"\npassword-file = \"%s\"\n"
	    "ca-file = \"%s0\"\n}\n",
	    host, s.secret, s.script);
	stage_write(s.conf, to);
	snprintf(to, sizeof(to), "alice@%s", host);
	stage_drop(&s, SENDER, to);
	start(&s);
	snprintf(to, sizeof(to), "to=<alice@%s>", host);
	ck_assert_uint_eq(stage_got(&s, to), 1);
	ck_assert_uint_eq(stage_got(&s, "admin@"), 0);
	stage_clear(&s);
}
END_TEST

/* A list in another file: an empty one holds, a changed one frees. */
START_TEST(lists)
{
	struct stage s;
	char path[STAGE_PATH + 16], text[2 * STAGE_PATH];

	stage_init(&s);
	snprintf(path, sizeof(path), "%s/people", s.root);
	snprintf(text, sizeof(text), "all: :include:%s\n", path);
	stage_write(s.aliases, text);
	stage_drop(&s, SENDER, "all");
	start(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<"), 0);
	ck_assert_uint_eq(stage_said(&s, "status=held"), 1);
	ck_assert_uint_eq(stage_said(&s, "people: No such file"), 2);
	stage_write(path, "carol@x.y\n");
	go_on(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<carol@x.y>"), 1);
	stage_write(path, "carol@x.y, dave@x.y\n");
	stage_drop(&s, SENDER, "all");
	go_on(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<carol@x.y> to=<dave@x.y>"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_QUEUE), 0);
	stage_clear(&s);
}
END_TEST

/* A local account that a mailbox opens has that mailbox. */
START_TEST(mailboxes)
{
	struct stage s;
	char path[STAGE_PATH + 16];

	stage_init(&s);
	snprintf(path, sizeof(path), "%s/accounts", s.root);
	s.config.accounts = path;
	stage_write(s.aliases, "carol: c@x.y\n*: all@x.y\n");
	stage_write(path,
	    "bob@example.com local=bob\ncarol@example.com local=carol\n"
	    "dave@example.com local=dave\n!dave@example.com\n");
	stage_drop(&s, SENDER, "bob carol dave alice@example.com");
	start(&s);
	ck_assert_uint_eq(stage_got(&s,
			      "to=<bob@example.com> to=<c@x.y> to=<all@x.y> "
			      "to=<alice@example.com>"),
	    1);
	stage_write(path, "bob@example.org local=bob\n");
	stage_drop(&s, SENDER, "bob");
	go_on(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<bob@example.org>"), 1);
	stage_clear(&s);
}
END_TEST

/* What no envelope can have does not get into a journal. */
START_TEST(addresses_that_cannot_be_sent_to)
{
	struct stage s;

	stage_init(&s);
	stage_write(s.aliases, "root: a@[1 2]\n");
	stage_drop(&s, SENDER, "root");
	start(&s);
	ck_assert_uint_eq(stage_said(&s, "status=held"), 1);
	ck_assert_uint_eq(stage_count(&s, SPOOL_CORRUPT), 0);
	stage_write(s.aliases, "root: a@[1.2]\n");
	go_on(&s);
	ck_assert_uint_eq(stage_got(&s, "to=<a@[1.2]>"), 1);
	stage_clear(&s);
}
END_TEST

/* No address makes another field of the log. */
START_TEST(addresses_in_the_log)
{
	char shown[SHOWN_ADDRESS];

	ck_assert_str_eq(
	    shown_address("\"x> uid=0 <\"@y", shown), "\"x__uid=0__\"@y");
	ck_assert_str_eq(shown_address("", shown), "");
	ck_assert_str_eq(shown_address("a.b+c@d", shown), "a.b+c@d");
}
END_TEST

/* Files that others than root may write count for nothing. */
START_TEST(files_of_others)
{
	struct stage s;

	stage_init(&s);
	stage_write(s.aliases, "root: eve@x.y\n");
	ck_assert_int_eq(chmod(s.aliases, 0666), 0);
	ck_assert_int_eq(chmod(s.conf, 0644), 0);
	s.config.check_owner = true;
	stage_drop(&s, SENDER, "root");
	start(&s);
	ck_assert_uint_eq(stage_got(&s, "eve@x.y"), 0);
	ck_assert_uint_eq(
	    stage_said(&s, "aliases: others than root can write it"), 1);
	stage_clear(&s);
}
END_TEST

Suite *
names_suite(void)
{
	const TTest *const tests[] = {addresses_of_this_host,
	    held_without_its_domain, held_without_aliases, providers_domain,
	    lists, mailboxes, addresses_that_cannot_be_sent_to, files_of_others,
	    addresses_in_the_log};

	return STAGE_SUITE_OF("names", tests);
}
