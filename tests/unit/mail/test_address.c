/* SPDX-License-Identifier: ISC */
/* Address lists, completing them, display names. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "mail/address.h"
#include "mail/suites.h"

static bool
collect(void *arg, struct view address, struct view name)
{
	buf_printf(arg, "%.*s|%.*s;", VIEW_ARG(address), VIEW_ARG(name));
	return true;
}

/* Mailboxes as "address|name;", NULL when the syntax is wrong; the same list
 * completed with example.com, NULL when it stays as it is. */
static const struct {
	const char *list;
	const char *mailboxes;
	const char *complete;
} lists[] = {
    {"", "", NULL},
    {" \t", "", NULL},
    {"root", "root|;", "root@example.com"},
    {"a@b.org", "a@b.org|;", NULL},
    {"a@b.org,c@d.org", "a@b.org|;c@d.org|;", NULL},
    {"a, b , c@d", "a|;b|;c@d|;", "a@example.com, b@example.com , c@d"},
    {",a,,b,", "a|;b|;", ",a@example.com,,b@example.com,"},
    {"<a@b>", "a@b|;", NULL},
    {"< a @ b . c >", "a@b.c|;", NULL},
    {"Alice <a@b>", "a@b|Alice;", NULL},
    {"Alice B. Doe <a@b>", "a@b|Alice B. Doe;", NULL},
    {"\"Doe, Alice\" <a@b>, c", "a@b|Doe, Alice;c|;",
	"\"Doe, Alice\" <a@b>, c@example.com"},
    {"\"a \\\"q\\\" b\" <a@b>", "a@b|a \"q\" b;", NULL},
    {"root (Cron Daemon)", "root|Cron Daemon;",
	"root@example.com (Cron Daemon)"},
    {"Anacron <root>", "root|Anacron;", "Anacron <root@example.com>"},
    {"a@b (x (nested) y)", "a@b|x (nested) y;", NULL},
    {"(x, y) a@b (z \\) z)", "a@b|z ) z;", NULL},
    {"a (one) @ (two) b", "a@b|two;", NULL},
    {"\"a b\"@c", "\"a b\"@c|;", NULL},
    {"\"a@b\"", "\"a@b\"|;", "\"a@b\"@example.com"},
    {"\"a,b\"@c, d@e", "\"a,b\"@c|;d@e|;", NULL},
    {"a@[192.0.2.1]", "a@[192.0.2.1]|;", NULL},
    {"a@[IPv6:2001:db8::1]", "a@[IPv6:2001:db8::1]|;", NULL},
    {"<@x,@y:a@b>", "a@b|;", NULL},
    {"<@x.org:a@b>", "a@b|;", NULL},
    {"friends: a@b, c;", "a@b|;c|;", "friends: a@b, c@example.com;"},
    {"undisclosed-recipients:;", "", NULL},
    {"x: a;, y: b;, c", "a|;b|;c|;",
	"x: a@example.com;, y: b@example.com;, c@example.com"},
    {"a@b; c@d", "a@b|;c@d|;", NULL},
    {"a@b,\r\n c@d", "a@b|;c@d|;", NULL},
    {"Al\r\n ice <a@b>", "a@b|Al ice;", NULL},
    {"<>", "", NULL},
    {"MAILER-DAEMON <>", "", NULL},
    {"\\root", "root|;", "\\root@example.com"},
    {"J\xc3\xb6rg <j@b>", "j@b|J\xc3\xb6rg;", NULL},
    {"=?UTF-8?Q?J=C3=B6rg?= <j@b>", "j@b|=?UTF-8?Q?J=C3=B6rg?=;", NULL},
    {"root+x=y/z", "root+x=y/z|;", "root+x=y/z@example.com"},
    {"a..b@c", "a..b@c|;", NULL},
    /* wrong */
    {"root alice", NULL, NULL},
    {"a@b c@d", NULL, NULL},
    {"a@", NULL, NULL},
    {"@b", NULL, NULL},
    {"a@b@c", NULL, NULL},
    {"<a@b", NULL, NULL},
    {"a@b>", NULL, NULL},
    {"<a@b> c", NULL, NULL},
    {"<a@b> <c@d>", NULL, NULL},
    {"<a, b>", NULL, NULL},
    {"<a:b>", NULL, NULL},
    {"x: y: a;", NULL, NULL},
    {"x: a", NULL, NULL},
    {":a;", NULL, NULL},
    {"\"a", NULL, NULL},
    {"\"a\\", NULL, NULL},
    {"(a", NULL, NULL},
    {"a)", NULL, NULL},
    {"a@[192.0.2.1", NULL, NULL},
    {"a]", NULL, NULL},
    {"a@[x\"y]", NULL, NULL},
    {"a@[[x]]", NULL, NULL},
    {"<<a@b>>", NULL, NULL},
    {"\\\"a@b", NULL, NULL},
    {"a\\ b@c", NULL, NULL},
    {"a\\\\b@c", NULL, NULL},
    {"a\\", NULL, NULL},
};

START_TEST(each)
{
	struct buf got;
	bool ok;

	buf_init(&got, 4096);
	ok = address_each(view_of(lists[_i].list), collect, &got);
	ck_assert_msg(
	    ok == (lists[_i].mailboxes != NULL), "%s", lists[_i].list);
	if (ok)
		ck_assert_str_eq(buf_str(&got), lists[_i].mailboxes);
	buf_clear(&got);
}
END_TEST

START_TEST(complete)
{
	const char *want = lists[_i].complete;
	struct buf got;
	bool ok;

	if (want == NULL)
		want = lists[_i].mailboxes != NULL ? lists[_i].list : "";
	buf_init(&got, 4096);
	buf_add_byte(&got, '>');
	ok = address_complete(
	    &got, view_of(lists[_i].list), view_of("example.com"), NULL);
	ck_assert(ok == (lists[_i].mailboxes != NULL));
	ck_assert_str_eq(buf_str(&got) + 1, want);
	buf_clear(&got);
}
END_TEST

/* Cut anywhere and copied to memory of just that size: nothing beyond it is
 * read. */
START_TEST(every_part)
{
	size_t n = strlen(lists[_i].list);

	for (size_t cut = 0; cut <= n; cut++) {
		char *text = malloc(cut + 1);
		struct buf got;

		ck_assert_ptr_nonnull(text);
		memcpy(text, lists[_i].list, cut);
		text = realloc(text, cut != 0 ? cut : 1);
		buf_init(&got, 4096);
		address_each(view_make(text, cut), collect, &got);
		address_complete(
		    &got, view_make(text, cut), view_of("x"), NULL);
		buf_clear(&got);
		free(text);
	}
}
END_TEST

static bool
stop(void *arg, struct view address, struct view name)
{
	(void)address;
	(void)name;
	return ++*(int *)arg < 2;
}

START_TEST(stops)
{
	int called = 0;

	ck_assert(!address_each(view_of("a, b, c"), stop, &called));
	ck_assert_int_eq(called, 2);
}
END_TEST

START_TEST(complete_without_room)
{
	struct buf b;

	buf_init(&b, 8);
	buf_add_str(&b, "To:");
	ck_assert(
	    !address_complete(&b, view_of("a"), view_of("example.com"), NULL));
	ck_assert_view_eq(buf_view(&b), "To:");
	ck_assert(!b.failed);
	buf_clear(&b);
}
END_TEST

static const struct {
	const char *address;
	const char *local;
	const char *domain; /* NULL: there is none */
} splits[] = {
    {"a@b", "a", "b"},
    {"a", "a", NULL},
    {"", "", NULL},
    {"a@b@c", "a@b", "c"},
    {"\"a@b\"", "\"a@b\"", NULL},
    {"\"a@b\"@c", "\"a@b\"", "c"},
    {"\"a\\\"@b\"@c", "\"a\\\"@b\"", "c"},
    {"a@", "a", ""},
};

START_TEST(split)
{
	struct view local, domain;
	bool ok = address_split(view_of(splits[_i].address), &local, &domain);

	ck_assert(ok == (splits[_i].domain != NULL));
	ck_assert_view_eq(local, splits[_i].local);
	if (ok)
		ck_assert_view_eq(domain, splits[_i].domain);
}
END_TEST

static const struct {
	const char *name;
	const char *phrase;
} phrases[] = {
    {"", ""},
    {"Cron Daemon", "Cron Daemon"},
    {"  Cron  Daemon ", "Cron  Daemon"},
    {"CronDaemon", "CronDaemon"},
    {"root (web1)", "\"root (web1)\""},
    {"J. Doe", "\"J. Doe\""},
    {"a \"b\" c\\d", "\"a \\\"b\\\" c\\\\d\""},
    {"x@y", "\"x@y\""},
    {"x\r\nBcc: victim@example.com", "\"x  Bcc: victim@example.com\""},
    {"J\xc3\xb6rg", "=?UTF-8?Q?J=C3=B6rg?="},
    {"\xc3\xa9 _", "=?UTF-8?Q?=C3=A9_=5F?="},
    {"\xe9", "=?unknown-8bit?Q?=E9?="},
    {"=?UTF-8?Q?J=C3=B6rg?=", "=?UTF-8?Q?J=C3=B6rg?="},
    {"=?UTF-8?Q?J=C3=B6rg?= (web1)", "=?UTF-8?Q?J=C3=B6rg?= \"(web1)\""},
    {"a. =?UTF-8?Q?x?= =?UTF-8?Q?y?= b",
	"\"a.\" =?UTF-8?Q?x?= =?UTF-8?Q?y?= b"},
    {"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
     "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
	"=?UTF-8?Q?=C3=A4=C3=A4=C3=A4=C3=A4=C3=A4=C3=A4=C3=A4=C3=A4"
	"=C3=A4=C3=A4?= =?UTF-8?Q?=C3=A4=C3=A4?="},
};

START_TEST(phrase)
{
	struct buf b;

	buf_init(&b, 4096);
	ck_assert(address_add_phrase(&b, view_of(phrases[_i].name)));
	ck_assert_str_eq(buf_str(&b), phrases[_i].phrase);
	buf_clear(&b);
}
END_TEST

START_TEST(phrase_with_nul)
{
	struct buf b;

	buf_init(&b, 4096);
	ck_assert(address_add_phrase(&b, view_make("a\0b", 3)));
	ck_assert_view_eq(buf_view(&b), "a b");
	buf_clear(&b);
}
END_TEST

Suite *
address_suite(void)
{
	Suite *s = suite_create("address");
	TCase *t = tcase_create("all");

	tcase_add_loop_test(t, each, 0, COUNT(lists));
	tcase_add_loop_test(t, complete, 0, COUNT(lists));
	tcase_add_loop_test(t, every_part, 0, COUNT(lists));
	tcase_add_test(t, stops);
	tcase_add_test(t, complete_without_room);
	tcase_add_loop_test(t, split, 0, COUNT(splits));
	tcase_add_loop_test(t, phrase, 0, COUNT(phrases));
	tcase_add_test(t, phrase_with_nul);
	suite_add_tcase(s, t);
	return s;
}
