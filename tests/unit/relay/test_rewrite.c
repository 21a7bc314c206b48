/* SPDX-License-Identifier: ISC */
/* Tests of mail/rewrite.c and mail/rewrite_headers.c. */
#include "config.h"

#include <check.h>
#include <string.h>

#include "mail/rewrite.h"

#define ACCOUNT "web1@example.com"
#define HOST "web1.example.com"

static const struct {
	const char *user;
	const char *senders;
	const char *address;
	const char *sent;
} permits[] = {
    {ACCOUNT, "", ACCOUNT, ACCOUNT},
    {ACCOUNT, "", "Web1@Example.COM", "Web1@Example.COM"},
    {ACCOUNT, "", "", ""},
    {ACCOUNT, "", "root", ACCOUNT},
    {ACCOUNT, "", "root@web1.example.com", ACCOUNT},
    {ACCOUNT, "a@example.com b@example.com", "b@example.com", "b@example.com"},
    {ACCOUNT, "a@example.com", ACCOUNT, ACCOUNT},
    {ACCOUNT, "a@example.com", "c@example.com", ACCOUNT},
    {ACCOUNT, "*@example.org", "any@example.org", "any@example.org"},
    {ACCOUNT, "@example.org", "any@EXAMPLE.org", "any@EXAMPLE.org"},
    {ACCOUNT, "@example.org", "any@sub.example.org", ACCOUNT},
    {ACCOUNT, "@example.org", "any@notexample.org", ACCOUNT},
    {ACCOUNT, "@example.org", "\"x@example.org\"@evil.example", ACCOUNT},
    {ACCOUNT, "*", "root@localhost", "root@localhost"},
    {ACCOUNT, "*", "root", ACCOUNT},
    {"web1", "*@example.org host@example.org", "root", "host@example.org"},
    {"web1", "", "root@x", "root@x"},
};

START_TEST(test_permits)
{
	struct rewrite_policy p;
	struct view sent;

	rewrite_policy_set(&p, permits[_i].user, permits[_i].senders, HOST);
	sent = rewrite_sender(&p, view_of(permits[_i].address));
	ck_assert_msg(view_eq_str(sent, permits[_i].sent), "%s became %.*s",
	    permits[_i].address, VIEW_ARG(sent));
}
END_TEST

/* One header section each, with the default policy. */
static const struct {
	const char *in;
	const char *out;
} headers[] = {
    /* What is permitted stays, byte by byte. */
    {"From: Web <web1@example.com>\r\nTo: x\r\n",
	"From: Web <web1@example.com>\r\nTo: x\r\n\r\n"},
    {"from:web1@EXAMPLE.com (The\r\n host)\r\nSender: web1@example.com\r\n",
	"from:web1@EXAMPLE.com (The\r\n host)\r\n"
	"Sender: web1@example.com\r\n\r\n"},
    /* The original becomes the display name. */
    {"From: root\r\n", "From: \"root (web1)\" <web1@example.com>\r\n\r\n"},
    {"From: root@web1.example.com\r\n",
	"From: \"root (web1)\" <web1@example.com>\r\n\r\n"},
    {"From: root <root@localhost>\r\n",
	"From: \"root (web1)\" <web1@example.com>\r\n\r\n"},
    {"From: root (Cron Daemon)\r\n",
	"From: \"Cron Daemon (root at web1)\" <web1@example.com>\r\n\r\n"},
    {"From: Mail Delivery System <MAILER-DAEMON>\r\n",
	"From: \"Mail Delivery System (MAILER-DAEMON at web1)\" "
	"<web1@example.com>\r\n\r\n"},
    {"From: \"MD Monitor\" <root@web1.example.com>\r\n",
	"From: \"MD Monitor (root at web1)\" <web1@example.com>\r\n\r\n"},
    /* Reply-To when the original can be reached, and none is there. */
    {"From: root@example.com\r\n",
	"From: \"root (web1)\" <web1@example.com>\r\n"
	"Reply-To: root@example.com\r\n\r\n"},
    {"From: Ann Lee <ann@example.net>\r\nSubject: s\r\n",
	"From: \"Ann Lee (ann at example.net)\" <web1@example.com>\r\n"
	"Reply-To: ann@example.net\r\nSubject: s\r\n\r\n"},
    {"From: ann@example.net\r\nReply-To: b@example.net\r\n",
	"From: \"ann (example.net)\" <web1@example.com>\r\n"
	"Reply-To: b@example.net\r\n\r\n"},
    {"From: ann@[192.0.2.1]\r\n",
	"From: \"ann ([192.0.2.1])\" <web1@example.com>\r\n\r\n"},
    {"From: ann@box.lan\r\n",
	"From: \"ann (web1)\" <web1@example.com>\r\n\r\n"},
    /* Sender goes when From moved, or when it is not permitted. */
    {"Sender: root@web1.example.com\r\nFrom: ann@example.net\r\n",
	"From: \"ann (example.net)\" <web1@example.com>\r\n"
	"Reply-To: ann@example.net\r\n\r\n"},
    {"From: web1@example.com\r\nSender: root@web1.example.com\r\n",
	"From: web1@example.com\r\n\r\n"},
    /* One bad apple. */
    {"From: web1@example.com, ann@example.net\r\n",
	"From: \"web1 (web1), ann (example.net)\" <web1@example.com>\r\n"
	"Reply-To: web1@example.com,\r\n ann@example.net\r\n\r\n"},
    {"From: Ann Lee <ann@example.net>,\r\n root, (Bo Li) bo@example.net\r\n"
     "Sender: ann@example.net\r\n",
	"From: \"Ann Lee (ann at example.net), root (web1), Bo Li (bo at "
	"example.net)\"\r\n <web1@example.com>\r\n"
	"Reply-To: ann@example.net,\r\n bo@example.net\r\n\r\n"},
    /* Several authors, all permitted. */
    {"From: web1@example.com, Web <WEB1@example.com>\r\nTo: x\r\n",
	"From: web1@example.com, Web <WEB1@example.com>\r\n"
	"Sender: <web1@example.com>\r\nTo: x\r\n\r\n"},
    {"From: web1@example.com, web1@example.com\r\nSender: a@b.example\r\n",
	"From: web1@example.com, web1@example.com\r\n"
	"Sender: <web1@example.com>\r\n\r\n"},
    {"Sender: web1@example.com\r\nFrom: web1@example.com, web1@example.com\r\n",
	"Sender: web1@example.com\r\n"
	"From: web1@example.com, web1@example.com\r\n\r\n"},
    /* Groups. */
    {"From: Team: web1@example.com;\r\n",
	"From: Team: web1@example.com;\r\n\r\n"},
    {"From: Team: ann@example.net, Bo <bo@example.net>;, root\r\n",
	"From: \"ann (example.net), bo (example.net), root (web1)\"\r\n"
	" <web1@example.com>\r\n"
	"Reply-To: ann@example.net,\r\n bo@example.net\r\n\r\n"},
    {"From: Nobody:;\r\n", "From: \"Nobody:;\" <web1@example.com>\r\n\r\n"},
    {"From: Team: web1@example.com\r\n",
	"From: \"Team: web1@example.com\" <web1@example.com>\r\n\r\n"},
    {"Sender: Team: ann@example.net;\r\nFrom: web1@example.com\r\n",
	"From: web1@example.com\r\n\r\n"},
    {"Resent-From: Team: web1@example.com, root;\r\n"
     "From: web1@example.com\r\n",
	"Resent-From: \"web1 (web1), root (web1)\" <web1@example.com>\r\n"
	"From: web1@example.com\r\n\r\n"},
    /* Comments, wherever they may stand. */
    {"From: web1 (a) @ (b (c)) example.com (d)\r\n",
	"From: web1 (a) @ (b (c)) example.com (d)\r\n\r\n"},
    {"From: (a) ann (b) @ (c) example.net (d \\) \"e)\r\n",
	"From: \"d ) \\\"e (ann at example.net)\" <web1@example.com>\r\n"
	"Reply-To: ann@example.net\r\n\r\n"},
    {"From: (web1@example.com) ann@example.net\r\n",
	"From: \"web1@example.com (ann at example.net)\" <web1@example.com>\r\n"
	"Reply-To: ann@example.net\r\n\r\n"},
    {"From: web1@example.com (x) <ann@example.net>\r\n",
	"From: \"web1@example.com (ann at example.net)\" <web1@example.com>\r\n"
	"Reply-To: ann@example.net\r\n\r\n"},
    {"From: ann@example.net (no end\r\n",
	"From: \"ann@example.net (no end\" <web1@example.com>\r\n\r\n"},
    /* Quoted local parts. */
    {"From: \"ann lee\"@example.net\r\n",
	"From: \"\\\"ann lee\\\" (example.net)\" <web1@example.com>\r\n\r\n"},
    {"From: \"web1@example.com\"@example.net\r\n",
	"From: \"\\\"web1@example.com\\\" (example.net)\" "
	"<web1@example.com>\r\n"
	"Reply-To: \"web1@example.com\"@example.net\r\n\r\n"},
    {"From: \"a\\\"@example.com\"@example.net\r\nReply-To: x\r\n",
	"From: \"\\\"a\\\\\\\"@example.com\\\" (example.net)\" "
	"<web1@example.com>\r\nReply-To: x\r\n\r\n"},
    {"From: web1\\@example.com@example.net\r\n",
	"From: \"web1\\\\@example.com@example.net\" "
	"<web1@example.com>\r\n\r\n"},
    /* Literals. */
    {"From: Ann <ann@[IPv6:2001:db8::1]>, bo@[192.0.2.1]\r\n",
	"From: \"ann ([IPv6:2001:db8::1]), bo ([192.0.2.1])\" "
	"<web1@example.com>\r\n\r\n"},
    {"From: ann@[192.0.2.1\r\n",
	"From: \"ann@[192.0.2.1\" <web1@example.com>\r\n\r\n"},
    /* A route is none of the address. */
    {"From: <@example.com,@example.org:ann@example.net>\r\n",
	"From: \"ann (example.net)\" <web1@example.com>\r\n"
	"Reply-To: ann@example.net\r\n\r\n"},
    /* A second From gets nothing past the policy. */
    {"From: web1@example.com\r\nX: y\r\nFrom: boss@example.net\r\n",
	"From: web1@example.com\r\nX: y\r\n\r\n"},
    /* What cannot be read is the name. */
    {"From: boss <boss@example.net\r\n",
	"From: \"boss <boss@example.net\" <web1@example.com>\r\n\r\n"},
    {"From: Mail System <>\r\n",
	"From: \"Mail System <>\" <web1@example.com>\r\n\r\n"},
    {"From:\r\n", "From: <web1@example.com>\r\n\r\n"},
    {"Subject: s\r\n", "From: <web1@example.com>\r\nSubject: s\r\n\r\n"},
    {"", "From: <web1@example.com>\r\n\r\n"},
    /* Text that is not ASCII. */
    {"From: J\xc3\xbcrgen <j@example.net>\r\nReply-To: x\r\n",
	"From: =?UTF-8?Q?J=C3=BCrgen_=28j_at_example=2Enet=29?= "
	"<web1@example.com>\r\nReply-To: x\r\n\r\n"},
    {"From: j\xc3\xbc@example.net\r\n",
	"From: =?UTF-8?Q?j=C3=BC_=28example=2Enet=29?= <web1@example.com>"
	"\r\n\r\n"},
    /* Resent blocks. */
    {"Resent-From: root@web1.example.com\r\nResent-Sender: x@y.example\r\n"
     "From: web1@example.com\r\n",
	"Resent-From: \"root (web1)\" <web1@example.com>\r\n"
	"From: web1@example.com\r\n\r\n"},
    {"Resent-From: web1@example.com\r\nFrom: web1@example.com\r\n",
	"Resent-From: web1@example.com\r\nFrom: web1@example.com\r\n\r\n"},
    /* Never. */
    {"Bcc: a@b.example,\r\n c@d.example\r\nFrom: web1@example.com\r\n"
     "bcc : e@f.example\r\nResent-Bcc: x\r\nReturn-Path: <x>\r\nTo: z\r\n",
	"From: web1@example.com\r\nTo: z\r\n\r\n"},
};

static void
check_headers(const char *in, const char *received, const char *want)
{
	struct rewrite_policy p;
	struct buf out;

	buf_init(&out, 65536);
	rewrite_policy_set(&p, ACCOUNT, "", HOST);
	ck_assert(rewrite_headers(&p, view_of(in), view_of(received), &out));
	ck_assert_str_eq(buf_str(&out), want);
	buf_clear(&out);
}

START_TEST(test_headers)
{
	check_headers(headers[_i].in, "", headers[_i].out);
}
END_TEST

/* However many authors there are, the answers go to all of them, and no line
 * is too long. */
START_TEST(test_many_authors)
{
	struct buf in, out;
	struct rewrite_policy p;
	struct view rest, line;

	buf_init(&in, 65536);
	buf_init(&out, 65536);
	buf_add_str(&in, "From: a0@example.net");
	for (int i = 1; i < 300; i++)
		buf_printf(&in, ",\r\n A%d <a%d@example.net>", i, i);
	buf_add_str(&in, "\r\n");
	rewrite_policy_set(&p, ACCOUNT, "", HOST);
	ck_assert(rewrite_headers(&p, buf_view(&in), view_of(""), &out));
	ck_assert_ptr_nonnull(
	    strstr(buf_str(&out), "a1 (example.net), a2 (exa"));
	ck_assert_ptr_nonnull(
	    strstr(buf_str(&out), " and others\"\r\n <web1@"));
	ck_assert_ptr_nonnull(
	    strstr(buf_str(&out), ",\r\n a299@example.net\r"));
	rest = buf_view(&out);
	while (view_split(&rest, '\n', &line))
		ck_assert_uint_lt(line.n, 300);
	buf_clear(&in);
	buf_clear(&out);
}
END_TEST

START_TEST(test_received)
{
	check_headers("From: web1@example.com\r\n", "Received: by web1; now",
	    "Received: by web1; now\r\nFrom: web1@example.com\r\n\r\n");
	check_headers("From: web1@example.com\r\n",
	    "Received: by web1;\r\n\tnow\r\n",
	    "Received: by web1;\r\n\tnow\r\nFrom: web1@example.com\r\n\r\n");
}
END_TEST

/* No account to become: only Bcc goes. */
START_TEST(test_no_account)
{
	struct rewrite_policy p;
	struct buf out;

	buf_init(&out, 65536);
	rewrite_policy_set(&p, "login", "", HOST);
	ck_assert(rewrite_headers(&p,
	    view_of("From: a@b.example\r\nBcc: x\r\nSender: c\r\n"),
	    view_of(""), &out));
	ck_assert_str_eq(
	    buf_str(&out), "From: a@b.example\r\nSender: c\r\n\r\n");
	buf_clear(&out);
}
END_TEST

/* A display name of any length does not make a line too long. */
START_TEST(test_long_name)
{
	char in[4096] = "From: \"";
	struct rewrite_policy p;
	struct buf out;
	struct view rest, line;

	memset(in + strlen(in), 'n', 2000);
	strncat(in, "\" <x@example.net>\r\n", 100);
	buf_init(&out, 65536);
	rewrite_policy_set(&p, ACCOUNT, "", HOST);
	ck_assert(rewrite_headers(&p, view_of(in), view_of(""), &out));
	rest = buf_view(&out);
	while (view_split(&rest, '\n', &line))
		ck_assert_uint_lt(line.n, 998);
	buf_reset(&out);
	out.max = 20;
	ck_assert(!rewrite_headers(&p, view_of(in), view_of(""), &out));
	buf_clear(&out);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rewrite");
	TCase *t = tcase_create("rewrite");
	SRunner *r;
	int failed;

	tcase_add_loop_test(
	    t, test_permits, 0, sizeof(permits) / sizeof(permits[0]));
	tcase_add_loop_test(
	    t, test_headers, 0, sizeof(headers) / sizeof(headers[0]));
	tcase_add_test(t, test_many_authors);
	tcase_add_test(t, test_received);
	tcase_add_test(t, test_no_account);
	tcase_add_test(t, test_long_name);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
