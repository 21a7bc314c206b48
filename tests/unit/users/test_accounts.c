/* SPDX-License-Identifier: ISC */
/* Tests of users/accounts.c: what a good file says of names. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "users/head.h"
#include "users/line.h"
#include "users/suites.h"

static const char whole[] =
    "# who may log in\n"
    "\n"
    "defaults   range=2000300000-2000400000 home=/h/%d/%u/100%%\n"
    "defaults\tshell=/bin/dash   # both count\n"
    "alice@example.com\n"
    "  Carol@Example.com uid=2000300007 group=people shell=/bin/zsh\n"
    "*@example.org group=mailusers home=/srv/%u\n"
    "!mallory@example.org\n"
    "early@example.org shell=/bin/never\n"
    "bob@example.com local=bob\n"
    "second@example.com local=bob\n"
    "!denied@example.com\n"
    "denied@example.com local=tina\n"
    "tina@example.com local=tina\n"
    "*@gmail.com public=yes\n"
    "a#b@example.com\n"
    "hash@example.com home=/h#1 #comment\n"
    "last@example.com";

static const struct {
	const char *name;
	enum accounts_answer answer;
	unsigned line;
	uid_t uid;
	const char *group, *home, *shell, *local;
} names[] = {
    {"alice@example.com", ACCOUNTS_ALLOWED, 5, 0, "",
	"/h/example.com/alice/100%", "/bin/dash", ""},
    {"carol@example.com", ACCOUNTS_ALLOWED, 6, 2000300007, "people",
	"/h/example.com/carol/100%", "/bin/zsh", ""},
    {"dave@example.org", ACCOUNTS_ALLOWED, 7, 0, "mailusers", "/srv/dave",
	"/bin/dash", ""},
    {"early@example.org", ACCOUNTS_ALLOWED, 7, 0, "mailusers", "/srv/early",
	"/bin/dash", ""},
    {"mallory@example.org", ACCOUNTS_DENIED, 8, 0, "", "", "", ""},
    {"bob@example.com", ACCOUNTS_LOCAL, 10, 0, "", "/h/example.com/bob/100%",
	"/bin/dash", "bob"},
    {"denied@example.com", ACCOUNTS_DENIED, 12, 0, "", "", "", ""},
    {"x@gmail.com", ACCOUNTS_ALLOWED, 15, 0, "", "/h/gmail.com/x/100%",
	"/bin/dash", ""},
    {"hash@example.com", ACCOUNTS_ALLOWED, 17, 0, "", "/h#1", "/bin/dash", ""},
    {"last@example.com", ACCOUNTS_ALLOWED, 18, 0, "",
	"/h/example.com/last/100%", "/bin/dash", ""},
    {"eve@example.com", ACCOUNTS_NO_LINE, 0, 0, "", "", "", ""},
    {"a@sub.example.org", ACCOUNTS_NO_LINE, 0, 0, "", "", "", ""},
    {"alice@example.co", ACCOUNTS_NO_LINE, 0, 0, "", "", "", ""},
};

START_TEST(finding)
{
	struct accounts *a = place_accounts(whole);
	struct accounts_rule r;

	for (size_t i = 0; i < COUNT(names); i++) {
		ck_assert_msg(accounts_find(a, view_of(names[i].name), &r) ==
			names[i].answer,
		    "%s", names[i].name);
		if (names[i].line == 0)
			continue;
		ck_assert_uint_eq(r.line, names[i].line);
		ck_assert_int_eq(r.has_uid, names[i].uid != 0);
		ck_assert_uint_eq(r.uid, names[i].uid);
		ck_assert_str_eq(r.group, names[i].group);
		ck_assert_str_eq(r.home, names[i].home);
		ck_assert_str_eq(r.shell, names[i].shell);
		ck_assert_str_eq(r.local, names[i].local);
	}
	ck_assert_ptr_nonnull(strstr(whole, "a#b@example.com"));
	accounts_close(&a);
	ck_assert_ptr_null(a);
}
END_TEST

/* What reading every line says, without looking for anything first. */
static enum accounts_answer
find_slowly(const char *text, struct view name, unsigned *line)
{
	static const struct accounts_range range = {2000300000, 2147350000};
	struct line_walk w = {.rest = view_of(text)};
	struct line_subject s;
	struct keys_values v;
	struct error e;
	bool local = false;

	for (*line = 0; line_next(&w);) {
		line_subject(w.line, &s);
		if (s.defaults || !line_matches(&s, name))
			continue;
		if (s.deny) {
			*line = w.number;
			return ACCOUNTS_DENIED;
		}
		if (*line == 0 &&
		    line_check(w.line, &range, &v, &e) == ERROR_NONE) {
			*line = w.number;
			local = v.local.n != 0;
		}
	}
	if (*line == 0)
		return ACCOUNTS_NO_LINE;
	return local ? ACCOUNTS_LOCAL : ACCOUNTS_ALLOWED;
}

/* Pieces that lines are put together from, at random. */
static const char *const pieces[] = {"a@example.com", "b@example.com",
    "aa@example.com", "A@Example.COM", "a@example.com.org", "*@example.com",
    "*@EXAMPLE.com", "*a@example.com", "!", "!", " ", " ", "\t", "#", "\n",
    "\n", "\n", "\n", "\r\n", "@", "a@", "*", "*@", "uid=2000300001",
    "\na@example.com local=bob\n", "group=g", "junk", "defaults",
    "home=/h/a@example.com"};

START_TEST(finds_what_reading_finds)
{
	static const char *const asked[] = {
	    "a@example.com", "b@example.com", "aa@example.com"};
	char text[400];
	unsigned seed = 1, line;
	size_t answers[4] = {0};

	for (int round = 0; round < 5000; round++) {
		struct accounts_rule rule = {.line = 0};
		struct accounts *a;

		text[0] = '\0';
		for (int i = 0; i < 24; i++) {
			seed = seed * 1103515245 + 12345;
			strncat(text, pieces[seed / 65536 % COUNT(pieces)],
			    sizeof(text) - 1 - strlen(text));
		}
		a = place_accounts(text);
		for (size_t i = 0; i < COUNT(asked); i++) {
			struct view name = view_of(asked[i]);
			enum accounts_answer want =
			    find_slowly(text, name, &line);

			ck_assert_msg(accounts_find(a, name, &rule) == want &&
				(line == 0 || rule.line == line),
			    "%s in:\n%s", asked[i], text);
			answers[want]++;
		}
		accounts_close(&a);
	}
	for (size_t i = 0; i < COUNT(answers); i++)
		ck_assert_uint_gt(answers[i], 100);
}
END_TEST

START_TEST(local_accounts)
{
	struct accounts *a = place_accounts(whole);
	char address[LIMIT_ADDRESS + 1];

	ck_assert(
	    accounts_find_local(a, view_of("bob"), address, sizeof(address)));
	ck_assert_str_eq(address, "bob@example.com");
	ck_assert(
	    accounts_find_local(a, view_of("tina"), address, sizeof(address)));
	ck_assert_str_eq(address, "tina@example.com");
	ck_assert(
	    !accounts_find_local(a, view_of("bo"), address, sizeof(address)));
	ck_assert(!accounts_find_local(
	    a, view_of("alice"), address, sizeof(address)));
	ck_assert(
	    !accounts_find_local(a, view_of(""), address, sizeof(address)));
	accounts_close(&a);
}
END_TEST

/* A line counts only when it is the first of its address. */
START_TEST(local_behind_another_line)
{
	struct accounts *a = place_accounts("*@example.com\n"
					    "bob@example.com local=bob\n");
	char address[LIMIT_ADDRESS + 1];

	ck_assert(
	    !accounts_find_local(a, view_of("bob"), address, sizeof(address)));
	accounts_close(&a);
}
END_TEST

START_TEST(root_is_never_opened)
{
	struct accounts *a = place_accounts("root@example.com local=root\n");
	char address[LIMIT_ADDRESS + 1];
	struct accounts_rule r;

	ck_assert(
	    !accounts_find_local(a, view_of("root"), address, sizeof(address)));
	ck_assert_int_eq(accounts_find(a, view_of("root@example.com"), &r),
	    ACCOUNTS_NO_LINE);
	accounts_close(&a);
}
END_TEST

START_TEST(uids)
{
	struct accounts *a = place_accounts(whole);

	ck_assert(accounts_names_uid(a, 2000300007));
	ck_assert(!accounts_names_uid(a, 2000300008));
	accounts_close(&a);
}
END_TEST

static const struct {
	const char *text;
	unsigned bad_line;
	uid_t first, last; /* 1, 0: empty */
	const char *home;
} heads[] = {
    {"", 0, 2000300000, 2147350000, "/home/%d/%u"},
    {"alice@example.com\n", 0, 2000300000, 2147350000, "/home/%d/%u"},
    {"defaults\n", 0, 2000300000, 2147350000, "/home/%d/%u"},
    {"defaults range=5000-6000", 0, 5000, 6000, "/home/%d/%u"},
    {"# x\n\n defaults range=5000-6000 home=/h\n", 0, 5000, 6000, "/h"},
    {"defaults home=/h\ndefaults range=5000-6000\n", 0, 5000, 6000, "/h"},
    /* A bad range has no number, since another was meant. */
    {"defaults range=5-6000\n", 1, 1, 0, "/home/%d/%u"},
    {"defaults range=banana\n", 1, 1, 0, "/home/%d/%u"},
    {"defaults rang=5000-6000\n", 1, 1, 0, "/home/%d/%u"},
    {"defaults range=5000-6000\ndefaults range=7000-8000\n", 2, 5000, 6000,
	"/home/%d/%u"},
    {"defaults range=5000-6000 home=h\n", 1, 5000, 6000, "/home/%d/%u"},
    {"defaults uid=5000\n", 1, 1, 0, "/home/%d/%u"},
    {"defaults range=5000-6000 range=5000-6000\n", 1, 5000, 6000,
	"/home/%d/%u"},
    {"defaults range=5000-6000\na@b.c\ndefaults home=/x\n", 3, 5000, 6000,
	"/home/%d/%u"},
};

START_TEST(heads_of_files)
{
	struct accounts_defaults d, alone;
	struct error e;

	for (size_t i = 0; i < COUNT(heads); i++) {
		struct accounts *a = place_accounts(heads[i].text);

		accounts_get_defaults(a, &d);
		ck_assert_msg(d.bad_line == heads[i].bad_line, "%zu: line %u",
		    i, d.bad_line);
		ck_assert_uint_eq(d.range.first, heads[i].first);
		ck_assert_uint_eq(d.range.last, heads[i].last);
		ck_assert_str_eq(d.home, heads[i].home);
		ck_assert_str_eq(d.shell, "/bin/bash");
		accounts_close(&a);
		ck_assert_int_eq(
		    accounts_read_defaults("accounts", false, &alone, &e),
		    ERROR_NONE);
		ck_assert_uint_eq(alone.range.first, d.range.first);
		ck_assert_uint_eq(alone.range.last, d.range.last);
		ck_assert_str_eq(alone.home, d.home);
	}
}
END_TEST

/* The front of a file gives the same wherever reading stops. */
START_TEST(split_heads)
{
	static const char text[] = "# x\ndefaults range=5000-6000\n"
				   "defaults home=/h\nalice@example.com\n";
	struct accounts_defaults d;
	size_t size = sizeof(text) - 1, certain_from = size;

	for (size_t n = 0; n <= size; n++) {
		if (!head_parse(view_make(text, n), n == size, &d))
			continue;
		if (certain_from == size)
			certain_from = n;
		ck_assert_uint_eq(d.range.first, 5000);
		ck_assert_str_eq(d.home, "/h");
	}
	ck_assert_uint_eq(certain_from, size);
	ck_assert(head_parse(view_of("a@b.c\nd"), false, &d));
	ck_assert(!head_parse(view_of("a@b.c"), false, &d));
}
END_TEST

/* A long comment before the defaults is read over. */
START_TEST(long_heads)
{
	struct accounts_defaults d;
	struct error e;
	FILE *f = fopen("accounts", "we");

	ck_assert_ptr_nonnull(f);
	for (int i = 0; i < 2000; i++)
		fprintf(f, "# line %d of a long comment\n", i);
	fprintf(f, "defaults range=5000-6000\n");
	for (int i = 0; i < 2000; i++)
		fprintf(f, "user%d@example.com\n", i);
	fclose(f);
	ck_assert_int_eq(
	    accounts_read_defaults("accounts", false, &d, &e), ERROR_NONE);
	ck_assert_uint_eq(d.range.first, 5000);
}
END_TEST

START_TEST(files_not_to_be_had)
{
	struct accounts_defaults d;
	struct accounts *a;
	struct error e;

	ck_assert_int_eq(
	    accounts_open("accounts", false, &a, &e), ERROR_NOTFOUND);
	ck_assert_ptr_null(a);
	ck_assert_int_eq(
	    accounts_read_defaults("accounts", false, &d, &e), ERROR_NOTFOUND);
	ck_assert_uint_eq(d.range.first, 2000300000);
	ck_assert_int_eq(mkdir("accounts", 0755), 0);
	ck_assert_int_eq(
	    accounts_open("accounts", false, &a, &e), ERROR_SYSTEM);
	ck_assert_int_ne(
	    accounts_read_defaults("accounts", false, &d, &e), ERROR_NONE);
	ck_assert_ptr_nonnull(strstr(e.text, "accounts"));
}
END_TEST

START_TEST(owners)
{
	struct accounts_defaults d;
	struct accounts *a;
	struct error e;
	bool root = geteuid() == 0;

	scratch_put("accounts", "alice@example.com\n");
	ck_assert_int_eq(accounts_open("accounts", true, &a, &e),
	    root ? ERROR_NONE : ERROR_SETTINGS);
	accounts_close(&a);
	ck_assert_int_eq(chmod("accounts", 0664), 0);
	ck_assert_int_eq(
	    accounts_open("accounts", true, &a, &e), ERROR_SETTINGS);
	ck_assert_int_eq(chmod("accounts", 0646), 0);
	ck_assert_int_eq(
	    accounts_read_defaults("accounts", true, &d, &e), ERROR_SETTINGS);
}
END_TEST

Suite *
accounts_suite(void)
{
	const TTest *const tests[] = {finding, finds_what_reading_finds,
	    local_accounts, local_behind_another_line, root_is_never_opened,
	    uids, heads_of_files, split_heads, long_heads, files_not_to_be_had,
	    owners};

	return SCRATCH_SUITE("accounts", tests, NULL);
}
