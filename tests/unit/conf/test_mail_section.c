/* SPDX-License-Identifier: ISC */
/* Tests of conf/: the keys of the mail section. */
#include "config.h"

#include <string.h>

#include "base/limits.h"
#include "conf/suites.h"

#define M "mail {\n"
#define IN_M FILE_NAME ":2: mail: "

static struct conf *
load(const char *text)
{
	struct conf *c;
	struct error e;

	ck_assert_msg(
	    file_load(text, &c, &e) == ERROR_NONE, "%s: %s", text, e.text);
	return c;
}

START_TEST(defaults)
{
	struct conf *c = load(M "}\n");

	ck_assert_uint_eq(c->mail.message_size_limit, LIMIT_MESSAGE);
	ck_assert_uint_eq(c->mail.free_space, LIMIT_FREE_SPACE);
	ck_assert_uint_eq(c->mail.user_bytes, LIMIT_USER_BYTES);
	ck_assert_uint_eq(c->mail.user_messages, LIMIT_USER_MESSAGES);
	ck_assert_ptr_null(c->mail.submitters);
	ck_assert_uint_eq(c->mail.delay_warning, 4 * 3600);
	ck_assert_uint_eq(c->mail.failed_lifetime, 30 * 86400);
	conf_free(&c);
}
END_TEST

START_TEST(all_of_them)
{
	struct conf *c = load(M "message-size-limit = \"25M\"\n"
				"free-space = 1G\n"
				"user-bytes = \"65536\"\n"
				"user-messages = 100\n"
				"submitters = { \"bob\", \"@mail\",\n"
				"\"alice@example.com\" }\n"
				"delay-warning = 1h\n"
				"failed-lifetime = \"7d\"\n}\n");

	ck_assert_uint_eq(c->mail.message_size_limit, 25 << 20);
	ck_assert_uint_eq(c->mail.free_space, 1 << 30);
	ck_assert_uint_eq(c->mail.user_bytes, 65536);
	ck_assert_uint_eq(c->mail.user_messages, 100);
	ck_assert_str_eq(c->mail.submitters[0], "bob");
	ck_assert_str_eq(c->mail.submitters[1], "@mail");
	ck_assert_str_eq(c->mail.submitters[2], "alice@example.com");
	ck_assert_ptr_null(c->mail.submitters[3]);
	ck_assert_uint_eq(c->mail.delay_warning, 3600);
	ck_assert_uint_eq(c->mail.failed_lifetime, 7 * 86400);
	conf_free(&c);
}
END_TEST

START_TEST(off)
{
	struct conf *c = load(M "free-space = off\nuser-bytes = off\n"
				"user-messages = off\ndelay-warning = off\n"
				"failed-lifetime = off\n}\n");

	ck_assert_uint_eq(c->mail.free_space, 0);
	ck_assert_uint_eq(c->mail.user_bytes, 0);
	ck_assert_uint_eq(c->mail.user_messages, 0);
	ck_assert_uint_eq(c->mail.delay_warning, 0);
	ck_assert_uint_eq(c->mail.failed_lifetime, 0);
	conf_free(&c);
}
END_TEST

static const struct {
	const char *text;
	const char *begins; /* file, line, section, key */
	const char *cure;
} refused[] = {
    {M "message-size-limit = off }", IN_M "message-size-limit: \"off\"",
	"from 64K to 2G (write a number and K, M, G or T)"},
    {M "message-size-limit = 10 }", IN_M "message-size-limit: \"10\"",
	"from 64K to 2G"},
    {M "message-size-limit = 3G }", IN_M "message-size-limit: \"3G\"",
	"from 64K to 2G"},
    {M "message-size-limit = \"50 M\" }", IN_M "message-size-limit: \"50 M",
	"write a number and K"},
    {M "message-size-limit = M }", IN_M "message-size-limit: \"M\"",
	"write a number"},
    {M "message-size-limit = \"\" }", IN_M "message-size-limit: \"\"",
	"write a number"},
    {M "message-size-limit = 50MB }", IN_M "message-size-limit: \"50MB\"",
	"write a number"},
    {M "message-size-limit = -1M }", IN_M "message-size-limit: \"-1M\"",
	"write a number"},
    {M "free-space = 0 }", IN_M "free-space: \"0\"", "from 1 to 1T"},
    {M "free-space = 2T }", IN_M "free-space: \"2T\"", "or off"},
    {M "user-bytes = 1K }", IN_M "user-bytes: \"1K\"", "from 64K to 1T"},
    {M "user-bytes = 99999999999999999999T }",
	IN_M "user-bytes: \"99999999999999999999T\"", "from 64K to 1T"},
    /* 2^24 T is 2^64 */
    {M "user-bytes = 16777216T }", IN_M "user-bytes: \"16777216T\"",
	"from 64K to 1T"},
    {M "user-messages = 0 }", IN_M "user-messages: \"0\"",
	"from 1 to 1000000 (write one, or off)"},
    {M "user-messages = 1000001 }", IN_M "user-messages: \"1000001\"",
	"or off"},
    {M "user-messages = 1K }", IN_M "user-messages: \"1K\"", "or off"},
    {M "submitters = { } }", IN_M "submitters: an empty list",
	"leave the key out"},
    {M "submitters = { \"a b\" } }", IN_M "submitters: \"a b\"",
	"a user nor an @group"},
    {M "submitters = { \"bob\", \"@\" } }", IN_M "submitters: \"@\"",
	"a user nor an @group"},
    {M "delay-warning = 4 }", IN_M "delay-warning: \"4\"", "from 1m to 5d"},
    {M "delay-warning = 6d }", IN_M "delay-warning: \"6d\"", "from 1m to 5d"},
    {M "failed-lifetime = 1m }", IN_M "failed-lifetime: \"1m\"",
	"from 1h to 3650d"},
};

START_TEST(refuses)
{
	struct conf *c;
	struct error e;

	ck_assert_int_eq(file_load(refused[_i].text, &c, &e), ERROR_SETTINGS);
	ck_assert_ptr_null(c);
	ck_assert_msg(strncmp(e.text, refused[_i].begins,
			  strlen(refused[_i].begins)) == 0,
	    "%s", e.text);
	ck_assert_msg(strstr(e.text, refused[_i].cure) != NULL, "%s", e.text);
}
END_TEST

Suite *
mail_section_suite(void)
{
	Suite *s = suite_create("mail keys");
	TCase *t = tcase_create("all");

	tcase_add_test(t, defaults);
	tcase_add_test(t, all_of_them);
	tcase_add_test(t, off);
	tcase_add_loop_test(t, refuses, 0, COUNT(refused));
	suite_add_tcase(s, t);
	return s;
}
