/* SPDX-License-Identifier: ISC */
/* Tests of bad lines in the accounts file: reported, skipped, the rest holds.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "users/suites.h"

#define LONG16 "xxxxxxxxxxxxxxxx"
#define LONG64 LONG16 LONG16 LONG16 LONG16
#define LONG256 LONG64 LONG64 LONG64 LONG64
#define LONG1024 LONG256 LONG256 LONG256 LONG256

/* A line, and a piece of what is said of it. */
static const struct {
	const char *line;
	const char *why;
} lines[] = {
    {"alice", "no mail address"},
    {"alice@example", "no mail address"},
    {"al..ice@example.com", "no mail address"},
    {"alice@example.com,bob@example.com", "no mail address"},
    {"alice@example.com;", "no mail address"},
    {"<alice@example.com>", "no mail address"},
    {LONG256 "@example.com", "no mail address"},
    {"!alice", "'alice' is no mail address: this line denies nobody"},
    {"!*@org", "'org' is no mail domain: this line denies nobody"},
    {"!", "no mail address"},
    {"! alice", "no mail address"},
    {"!!alice@example.com", "no mail address"},
    {"*", "no mail address"},
    {"*@", "no mail domain"},
    {"*@example", "no mail domain"},
    {"*@*.example.com", "no mail domain"},
    {"al*@example.com", "no mail address"},
    {"alice@example.com nonsense", "'nonsense' is none of"},
    {"alice@example.com =x", "is none of"},
    {"alice@example.com uid", "is none of"},
    {"alice@example.com UID=2000300001", "is none of"},
    {"alice@example.com range=5000-6000", "range= cannot stand"},
    {"alice@example.com uid=", "uid= has no value"},
    {"alice@example.com uid=banana", "uid=banana: it is not a number"},
    {"alice@example.com uid=-1", "not a number"},
    {"alice@example.com uid=2000300001x", "not a number"},
    {"alice@example.com uid=18446744073709551617", "not a number"},
    {"alice@example.com uid=0", "outside the range"},
    {"alice@example.com uid=1000", "outside the range"},
    {"alice@example.com uid=2000300001 uid=2000300002", "uid= comes twice"},
    {"alice@example.com shell=/a shell=/a", "shell= comes twice"},
    {"alice@example.com home=relative", "absolute path"},
    {"alice@example.com home=/a:b", "absolute path"},
    {"alice@example.com home=/%x", "absolute path"},
    {"alice@example.com home=/a%", "absolute path"},
    {"alice@example.com home=/" LONG1024, "absolute path"},
    {"alice@example.com shell=bash", "absolute path"},
    {"alice@example.com shell=/" LONG1024, "absolute path"},
    {"alice@example.com group=a:b", "as local ones are"},
    {"alice@example.com group=-x", "as local ones are"},
    {"alice@example.com group=" LONG64, "as local ones are"},
    {"alice@example.com local=root", "opens root"},
    {"alice@example.com local=a@b", "as local ones are"},
    {"alice@example.com local=a/b", "as local ones are"},
    {"alice@example.com local=bob uid=2000300001", "beside local="},
    {"alice@example.com home=/h local=bob", "beside local="},
    {"alice@example.com group=people local=bob", "beside local="},
    {"alice@example.com public=yes", "public= cannot stand"},
    {"*@example.com uid=2000300001", "uid= cannot stand in a *@ line"},
    {"*@example.com local=bob", "local= cannot stand in a *@ line"},
    {"*@example.com public=maybe", "neither yes nor no"},
    {"*@gmail.com", "public=yes"},
    {"*@GMail.com", "public=yes"},
    {"*@outlook.com public=no", "public=yes"},
    {"alice@example.com\r\r", "control character"},
    {"alice@example.com home=/a\x01", "control character"},
    {"alice@example.com home=/" LONG1024 LONG1024 LONG1024 LONG1024 "x",
	"longer than"},
    {"\xef\xbb\xbf"
     "alice@example.com",
	"no mail address"},
    {"defaults home=/x", "before all other lines"},
};

struct seen {
	unsigned n;
	unsigned line;
	char why[512];
};

static void
see(void *arg, unsigned line, const char *why)
{
	struct seen *seen = arg;

	seen->n++;
	seen->line = line;
	snprintf(seen->why, sizeof(seen->why), "%s", why);
}

START_TEST(each)
{
	struct accounts_rule r;
	char *text = malloc(16384);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct seen seen = {0};
		struct accounts *a;

		snprintf(text, 16384,
		    "first@example.com\n%s\nlast@example.com local=bob\n",
		    lines[i].line);
		a = place_accounts(text);
		ck_assert_msg(accounts_check(a, see, &seen) == 1,
		    "'%s' is not bad", lines[i].line);
		ck_assert_uint_eq(seen.n, 1);
		ck_assert_uint_eq(seen.line, 2);
		ck_assert_msg(strstr(seen.why, lines[i].why) != NULL,
		    "'%s': %s", lines[i].line, seen.why);
		ck_assert_int_eq(
		    accounts_find(a, view_of("first@example.com"), &r),
		    ACCOUNTS_ALLOWED);
		ck_assert_int_eq(
		    accounts_find(a, view_of("last@example.com"), &r),
		    ACCOUNTS_LOCAL);
		ck_assert_int_eq(
		    accounts_find(a, view_of("alice@example.com"), &r),
		    ACCOUNTS_NO_LINE);
		ck_assert_int_eq(accounts_find(a, view_of("x@gmail.com"), &r),
		    ACCOUNTS_NO_LINE);
		accounts_close(&a);
	}
	free(text);
}
END_TEST

/* NUL bytes and other rubbish, cut at each byte: never more than bad lines. */
START_TEST(rubbish)
{
	static const char text[] =
	    "defaults range=5000-6000\n\0\377 = = \n@@@\n"
	    "a@b.c uid=\0\n*@x.y local=z\n!q@r.s t\n";
	const char *at = memmem(text, sizeof(text), "*@x.y", 5);
	size_t good = (size_t)(at - text) + 5;
	struct accounts_rule r;

	for (size_t n = 0; n < sizeof(text); n++) {
		struct seen seen = {0};
		struct accounts *a;
		struct error e;
		FILE *f = fopen("accounts", "we");

		ck_assert_ptr_nonnull(f);
		ck_assert_uint_eq(fwrite(text, 1, n, f), n);
		fclose(f);
		ck_assert_int_eq(
		    accounts_open("accounts", false, &a, &e), ERROR_NONE);
		accounts_check(a, see, &seen);
		ck_assert_int_eq(
		    accounts_find(a, view_of("m@x.y"), &r) == ACCOUNTS_ALLOWED,
		    n == good || n == good + 1);
		accounts_close(&a);
	}
}
END_TEST

/* What is behind a "!" address is bad, and the address stays denied. */
START_TEST(denial_holds)
{
	struct seen seen = {0};
	struct accounts *a = place_accounts("alice@example.com\n"
					    "!ALICE@example.com until=monday\n"
					    "*@example.org\n"
					    "!*@example.org\n");
	struct accounts_rule r;

	ck_assert_uint_eq(accounts_check(a, see, &seen), 1);
	ck_assert_int_eq(accounts_find(a, view_of("alice@example.com"), &r),
	    ACCOUNTS_DENIED);
	ck_assert_int_eq(
	    accounts_find(a, view_of("x@example.org"), &r), ACCOUNTS_DENIED);
	accounts_close(&a);
}
END_TEST

/* Neither a space behind the '!' nor a foreign editor's line ends open what
 * was to be shut. */
START_TEST(denial_bears_typing)
{
	struct accounts *a = place_accounts("*@example.org shell=/bin/sh\r\n"
					    "! mallory@example.org\r\n"
					    "!\ttrudy@example.org\n"
					    "!eve@example.org\r\n");
	struct seen seen = {0};
	struct accounts_rule r;

	ck_assert_uint_eq(accounts_check(a, see, &seen), 0);
	ck_assert_int_eq(accounts_find(a, view_of("mallory@example.org"), &r),
	    ACCOUNTS_DENIED);
	ck_assert_int_eq(accounts_find(a, view_of("trudy@example.org"), &r),
	    ACCOUNTS_DENIED);
	ck_assert_int_eq(
	    accounts_find(a, view_of("eve@example.org"), &r), ACCOUNTS_DENIED);
	ck_assert_int_eq(
	    accounts_find(a, view_of("x@example.org"), &r), ACCOUNTS_ALLOWED);
	ck_assert_str_eq(r.shell, "/bin/sh");
	accounts_close(&a);
}
END_TEST

static const struct {
	unsigned line;
	const char *why;
} together[] = {
    {3, "group=nogroup"},
    {4, "group=staff is a system group"},
    {5, "local=nobody-here"},
    {6, "local=root2 is a system account"},
    {8, "line 1 has this address"},
    {10, "line 2 has this uid="},
    {11, "line 1 has this address"},
};

static bool seen_together[COUNT(together)];

static void
see_together(void *arg, unsigned line, const char *why)
{
	(void)arg;
	for (size_t i = 0; i < COUNT(together); i++)
		if (together[i].line == line &&
		    strstr(why, together[i].why) != NULL) {
			seen_together[i] = true;
			return;
		}
	ck_abort_msg("line %u: %s", line, why);
}

START_TEST(lines_together)
{
	struct accounts *a;

	scratch_put("passwd", "bob:x:1001:1001:::\nroot2:x:0:0:::\n");
	scratch_put("group", "staff:x:50:\npeople:x:1500:\n");
	a = place_accounts("alice@example.com\n"
			   "carol@example.com uid=2000300007\n"
			   "g1@example.com group=nogroup\n"
			   "g2@example.com group=staff\n"
			   "l1@example.com local=nobody-here\n"
			   "l2@example.com local=root2\n"
			   "l3@example.com local=bob\n"
			   "ALICE@example.com group=people\n"
			   "bad line\n"
			   "dave@example.com uid=2000300007\n"
			   "alice@example.com\n");
	ck_assert_uint_eq(accounts_check_together(a, ".", see_together, NULL),
	    COUNT(together));
	for (size_t i = 0; i < COUNT(together); i++)
		ck_assert_msg(seen_together[i], "line %u is not reported",
		    together[i].line);
	accounts_close(&a);
}
END_TEST

Suite *
bad_lines_suite(void)
{
	const TTest *const tests[] = {
	    each, rubbish, denial_holds, denial_bears_typing, lines_together};

	return SCRATCH_SUITE("bad lines", tests, NULL);
}
