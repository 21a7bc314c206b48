/* SPDX-License-Identifier: ISC */
/* The aliases file: read, complained about, expanded. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "mail/aliases.h"
#include "mail/suites.h"

static struct buf problems;

static void
note(void *arg, const char *text)
{
	(void)arg;
	buf_printf(&problems, "%s\n", text);
}

/* Lists that texts name, and what reading them comes to. */
static const struct {
	const char *path;
	enum error_code code;
	const char *text; /* or why not */
} lists[] = {
    {"/one", ERROR_NONE, "# people\na@b\n\n  c@d , e@f\r\n"},
    {"/nested", ERROR_NONE, "x@y\n:include:/one\nroot"},
    {"/self", ERROR_NONE, ":include:/self\nx@y\n"},
    {"/One", ERROR_NONE, "big@b\n"},
    {"/empty", ERROR_NONE, "# nobody\n"},
    {"/pipe", ERROR_NONE, "a@b\n|/bin/sh\n"},
    {"/file", ERROR_NONE, "/var/mail/x\n"},
    {"/back", ERROR_NONE, "\n\n\\root\n"},
    {"/shut", ERROR_SETTINGS, "/shut: it is not root's (chown root)"},
    {"/relative", ERROR_NONE, ":include:one\n"},
};

static enum error_code
read_list(void *arg, const char *path, struct buf *b, struct error *e)
{
	unsigned n;

	(void)arg;
	for (size_t i = 0; i < COUNT(lists); i++) {
		if (strcmp(path, lists[i].path) != 0)
			continue;
		if (lists[i].code != ERROR_NONE)
			return error_set(e, lists[i].code, "%s", lists[i].text);
		buf_add_str(b, lists[i].text);
		return ERROR_NONE;
	}
	if (sscanf(path, "/deep/%u", &n) != 1)
		return error_set(e, ERROR_NOTFOUND, "%s: there is none", path);
	buf_printf(b, ":include:/deep/%u\nd%u@x\n", n + 1, n);
	return ERROR_NONE;
}

static const struct aliases_reader reader = {
    .problem = note, .read = read_list};

static bool
is_own(void *arg, struct view domain)
{
	(void)arg;
	return view_eq_case_str(domain, "localhost");
}

static bool
mailbox(void *arg, struct view name, char *dst, size_t size)
{
	(void)arg;
	return view_eq_str(name, "bob") &&
	    view_copy(view_of("bob@provider"), dst, size);
}

static const struct aliases_host host = {is_own, mailbox, NULL};

static struct aliases *
parsed(struct view text)
{
	struct aliases *a;

	buf_init(&problems, 65536);
	ck_assert_int_eq(
	    aliases_parse(text, "f", &reader, &a, NULL), ERROR_NONE);
	return a;
}

static void
done(struct aliases *a)
{
	aliases_free(&a);
	ck_assert_ptr_null(a);
	aliases_free(&a);
	buf_clear(&problems);
}

static bool
collect(void *arg, struct view address)
{
	buf_printf(arg, "%.*s;", VIEW_ARG(address));
	return true;
}

/* What a name stands for, or the words of the failure. */
static const struct {
	const char *text;
	const char *name;
	const char *addresses; /* NULL: it fails */
	const char *words;
} expansions[] = {
    {"root: a@b\n", "root", "a@b;", NULL},
    {"root: a@b", "ROOT", "a@b;", NULL},
    {"Root:a@b\r\n", "root", "a@b;", NULL},
    {"root: a@b, c@d\n", "root", "a@b;c@d;", NULL},
    {"root: a@b,\n\tc@d\n# x\n  , e@f\n", "root", "a@b;c@d;e@f;", NULL},
    {"# x\n\nroot: a@b\n", "root", "a@b;", NULL},
    {"  # x\nroot : a@b\n", "root", "a@b;", NULL},
    {"\"a b\": a@b\n", "a b", "a@b;", NULL},
    {"root: Alice <a@b> , \"x, y\" <c@d>\n", "root", "a@b;c@d;", NULL},
    {"root: \"a,b\"@c\n", "root", "\"a,b\"@c;", NULL},
    {"a: b\nb: c\nc: x@y\n", "a", "x@y;", NULL},
    {"a: b, c\nb: x@y\nc: z@y\n", "a", "x@y;z@y;", NULL},
    {"root: a@b\n", "daemon", "a@b;", NULL},
    {"root: a@b\nwww: nobody\n", "www", "a@b;", NULL},
    {"root: root, a@b\n", "root", "a@b;", NULL},
    {"a: b, x@y\nb: a\n", "a", "x@y;", NULL},
    {"", "root", NULL, "no alias for root"},
    {"alice: a@b\n", "carol", NULL, "no alias for root"},
    {"a: b\nb: a\n", "a", NULL, "leads to no address"},
    {"root: root\n", "root", NULL, "leads to no address"},
    {"root: |/bin/cat\n", "root", NULL, "f:1: root: |/bin/cat: a program"},
    {"root: \"|/bin/cat -x, y\"\n", "root", NULL, "a program"},
    {"\nroot: /var/mail/x\n", "root", NULL, "f:2: root: /var/mail/x: a file"},
    {"root: \" /x\"\n", "root", NULL, "a file"},
    {"root: :include:/one\n", "root", "a@b;c@d;e@f;", NULL},
    {"root: \":INCLUDE: /one\", g@h\n", "root", "a@b;c@d;e@f;g@h;", NULL},
    {"x: :include:/One\nroot: :include:/one, x\n", "root", "a@b;c@d;e@f;big@b;",
	NULL},
    {"x: :include:/nested\nroot: r@r\n", "x", "x@y;a@b;c@d;e@f;r@r;", NULL},
    {"x: :include:/self\n", "x", "x@y;", NULL},
    {"x: :include:/empty\n", "x", NULL, "leads to no address"},
    {"x: :include:/empty, a@b\n", "x", "a@b;", NULL},
    {"x: :include:/pipe\n", "x", NULL, "/pipe:2: /pipe: |/bin/sh: a program"},
    {"x: :include:/file\n", "x", NULL, "/file:1: /file: /var/mail/x: a file"},
    {"x: :include:/back\n", "x", NULL, "/back:3: /back: \\x5croot: there"},
    {"y: z@z\nx: :include:/shut\n", "x", NULL,
	"f:2: :include:/shut: /shut: it is not root's"},
    {"y: z@z\nx: :include:/shut\n", "y", "z@z;", NULL},
    {"x: :include:/none\n", "x", NULL, "/none: there is none"},
    {"x: :include:one\n", "x", NULL, "f:1: x: :include:one: the path of a"},
    {"x: :include:\n", "x", NULL, "begins with '/'"},
    {"x: :include:/relative\n", "x", NULL, "/relative:1: /relative: "},
    {"x: :include:/deep/1\n", "x", NULL,
	"/deep/8:1: /deep/8: :include:/deep/"
	"9: lists name lists too deeply"},
    {"x: a@b\n*: c@d\n", "x", "a@b;", NULL},
    {"x: a@b\n*: c@d\n", "y", "c@d;", NULL},
    {"root: a@b\n*: c@d, root\n", "y", "c@d;a@b;", NULL},
    {"*: c@d\n", "root", "c@d;", NULL},
    {"*: root\n", "y", NULL, "leads to no address"},
    {"*: |/bin/sh\nroot: a@b\n", "y", NULL, "a program"},
    {"*: |/bin/sh\nroot: a@b\n", "root", "a@b;", NULL},
    {"root: a@b\n", "bob", "bob@provider;", NULL},
    {"*: a@b\n", "bob", "bob@provider;", NULL},
    {"bob: a@b\n", "bob", "a@b;", NULL},
    {"x: bob, y\nroot: a@b\n", "x", "bob@provider;a@b;", NULL},
    {"x: www@localhost, ALICE@LocalHost, c@D\nwww: w@w\nalice: B@b\n", "x",
	"w@w;B@b;c@D;", NULL},
    {"x: x@localhost\n", "x", NULL, "leads to no address"},
    {"x: \"a b\"@localhost\nA B: ab@b\n", "x", "ab@b;", NULL},
    {"x: \"a@b\"@localhost\n", "x", "\"a@b\"@localhost;", NULL},
    {"root: \\root\n", "root", NULL, "backslash"},
    {"root: a b\n", "root", NULL, "f:1: root: a b: not an address"},
    {"root: a@b # x\n", "root", NULL, "not an address"},
    {"root:\n", "root", NULL, "f:1: root: it stands for nothing"},
    {"root: ,,\n", "root", NULL, "stands for nothing"},
    {"root: a@b\nx: |y, c@d\n", "x", NULL, "a program"},
    {"root: a@b\nx: |y, c@d\n", "root", "a@b;", NULL},
    {"a: c@d\na: e@f\n", "a", "c@d;", NULL},
};

START_TEST(expand)
{
	struct aliases *a = parsed(view_of(expansions[_i].text));
	struct error e = {ERROR_NONE, ""};
	struct buf got;
	enum error_code code;

	buf_init(&got, 4096);
	code = aliases_expand(
	    a, &host, view_of(expansions[_i].name), collect, &got, &e);
	if (expansions[_i].addresses != NULL) {
		ck_assert_msg(code == ERROR_NONE, "%s", e.text);
		ck_assert_str_eq(buf_str(&got), expansions[_i].addresses);
	} else {
		ck_assert_int_eq(code, ERROR_SETTINGS);
		ck_assert_msg(strstr(e.text, expansions[_i].words) != NULL,
		    "'%s'", e.text);
	}
	buf_clear(&got);
	done(a);
}
END_TEST

/* Cut anywhere: nothing beyond the text is read. */
START_TEST(every_part)
{
	size_t n = strlen(expansions[_i].text);

	for (size_t cut = 1; cut <= n; cut++) {
		char *text = malloc(cut);

		ck_assert_ptr_nonnull(text);
		memcpy(text, expansions[_i].text, cut);
		done(parsed(view_make(text, cut)));
		free(text);
	}
}
END_TEST

static const struct {
	const char *text;
	const char *problems;
} wrong[] = {
    {"root: a@b\n# c\nbob: root\n", ""},
    {"nonsense\nroot: a@b\n", "f:1: not an alias (name: address, ...)\n"},
    {": a@b\n", "f:1: not an alias (name: address, ...)\n"},
    {"\"open: a@b\n", "f:1: not an alias (name: address, ...)\n"},
    {"a: b@c\nA: d@e\n", "f:2: A: has an alias above; that one counts\n"},
    {"a@b: c@d\n", "f:1: a@b: only local names have aliases\n"},
    {"a: x\ty@\x01z@z\n", "f:1: a: x\\x09y@\\x01z@z: not an address\n"},
    {"a: |x,\n b@c,\n /d\nb: /e\n",
	"f:1: a: |x: a program is no target: mail is not given to programs "
	"here\n"
	"f:1: a: /d: a file is no target: mail is not written to files here\n"
	"f:4: b: /e: a file is no target: mail is not written to files "
	"here\n"},
};

START_TEST(complaints)
{
	struct aliases *a = parsed(view_of(wrong[_i].text));

	ck_assert_str_eq(buf_str(&problems), wrong[_i].problems);
	done(a);
}
END_TEST

START_TEST(long_chain)
{
	struct aliases *a;
	struct error e;
	struct buf text;

	buf_init(&text, 1 << 20);
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "a%d: a%d\n", i, i + 1);
	buf_add_str(&text, "a1000: x@y\n");
	a = parsed(buf_view(&text));
	ck_assert_int_eq(
	    aliases_expand(a, &host, view_of("a0"), collect, &problems, &e),
	    ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "in a row"));
	ck_assert_int_eq(
	    aliases_expand(a, &host, view_of("a980"), collect, &problems, &e),
	    ERROR_NONE);
	buf_clear(&text);
	done(a);
}
END_TEST

/* Each name doubles: 2^20 ways, and every name is followed once. */
START_TEST(no_explosion)
{
	struct aliases *a;
	struct buf text;

	buf_init(&text, 1 << 20);
	for (int i = 0; i < 20; i++)
		buf_printf(&text, "a%d: a%d, a%d\n", i, i + 1, i + 1);
	buf_add_str(&text, "a20: x@y\n");
	a = parsed(buf_view(&text));
	ck_assert_int_eq(
	    aliases_expand(a, &host, view_of("a0"), collect, &problems, NULL),
	    ERROR_NONE);
	ck_assert_str_eq(buf_str(&problems), "x@y;");
	buf_clear(&text);
	done(a);
}
END_TEST

static bool
refuse(void *arg, struct view address)
{
	(void)arg;
	(void)address;
	return false;
}

/* What is a local name, and which. */
static const struct {
	const char *address;
	const char *local; /* NULL: it is none */
	const char *name;
} names[] = {
    {"root", "root", "root"},
    {"root@localhost", "root", "root"},
    {"Root@LOCALHOST", "Root", "Root"},
    {"\"a b\"@localhost", "\"a b\"", "a b"},
    {"\"a\\\"b\"", "\"a\\\"b\"", "a\"b"},
    {"root@example.com", NULL, NULL},
    {"root@localhost@example.com", NULL, NULL},
    {"\"a@b\"@localhost", NULL, NULL},
    {"\"a@b\"", NULL, NULL},
    {"@localhost", NULL, NULL},
    {"\"\"@localhost", NULL, NULL},
    {"\"open", NULL, NULL},
    {"", NULL, NULL},
};

START_TEST(local_names)
{
	char name[LIMIT_ADDRESS + 1];
	struct view local;
	bool is =
	    aliases_local_name(&host, view_of(names[_i].address), &local, name);

	ck_assert_msg(is == (names[_i].local != NULL), "%s", names[_i].address);
	if (!is)
		return;
	ck_assert_view_eq(local, names[_i].local);
	ck_assert_str_eq(name, names[_i].name);
}
END_TEST

/* There is no end of lists: the first ALIASES_LISTS are read. */
START_TEST(many_lists)
{
	struct aliases *a;
	struct buf text;
	size_t n = 0;

	buf_init(&text, 1 << 20);
	for (int i = 0; i < ALIASES_LISTS + 10; i++)
		buf_printf(&text, "a%d: :include:/one%d\n", i, i);
	a = parsed(buf_view(&text));
	while (aliases_list(a, n) != NULL)
		n++;
	ck_assert_uint_eq(n, ALIASES_LISTS);
	ck_assert_ptr_nonnull(strstr(buf_str(&problems), "too many lists"));
	buf_clear(&text);
	done(a);
}
END_TEST

static enum error_code
read_large(void *arg, const char *path, struct buf *b, struct error *e)
{
	(void)arg;
	while (buf_add_str(b, "a@b, c@d, e@f, g@h, i@j, k@l, m@n, o@p\n"))
		;
	buf_reset(b);
	return error_set(e, ERROR_LIMIT, "%s: too large", path);
}

static enum error_code
read_full(void *arg, const char *path, struct buf *b, struct error *e)
{
	(void)path;
	(void)e;
	*(size_t *)arg += b->max;
	while (b->n < b->max)
		buf_add_byte(b, '#');
	return ERROR_NONE;
}

/* Lists take so much memory and no more, each and together. */
START_TEST(large_lists)
{
	size_t asked = 0;
	const struct aliases_reader large = {note, NULL, read_large, NULL};
	const struct aliases_reader full = {note, NULL, read_full, &asked};
	const char *text = "a: :include:/1\nb: :include:/2\nc: :include:/3\n"
			   "d: :include:/4, :include:/5\ne: x@y\n";
	struct aliases *a;

	buf_init(&problems, 65536);
	ck_assert_int_eq(
	    aliases_parse(view_of(text), "f", &large, &a, NULL), ERROR_NONE);
	ck_assert_ptr_nonnull(
	    strstr(buf_str(&problems), "f:4: :include:/5: /5: too large"));
	ck_assert(aliases_has(a, view_of("e")));
	done(a);
	buf_init(&problems, 65536);
	ck_assert_int_eq(
	    aliases_parse(view_of(text), "f", &full, &a, NULL), ERROR_NONE);
	ck_assert_uint_eq(asked, ALIASES_LIST_BYTES);
	done(a);
}
END_TEST

/* Many names are found as fast as few. */
START_TEST(many_names)
{
	struct aliases *a;
	struct buf text, got;

	buf_init(&text, 1 << 20);
	buf_init(&got, 64);
	for (int i = 0; i < 50000; i++)
		buf_printf(&text, "n%d: x%d@y\n", i, i);
	ck_assert(!text.failed);
	a = parsed(buf_view(&text));
	ck_assert_str_eq(buf_str(&problems), "");
	ck_assert_int_eq(
	    aliases_expand(a, NULL, view_of("N49999"), collect, &got, NULL),
	    ERROR_NONE);
	ck_assert_str_eq(buf_str(&got), "x49999@y;");
	buf_clear(&got);
	buf_clear(&text);
	done(a);
}
END_TEST

START_TEST(no_reader)
{
	const struct aliases_reader none = {.problem = note};
	struct aliases *a;

	buf_init(&problems, 65536);
	ck_assert_int_eq(
	    aliases_parse(view_of("a: :include:/one\n"), "f", &none, &a, NULL),
	    ERROR_NONE);
	ck_assert_ptr_nonnull(strstr(buf_str(&problems), "not read here"));
	done(a);
}
END_TEST

START_TEST(has_root)
{
	struct aliases *a = parsed(view_of("*: a@b\n"));

	ck_assert(aliases_has_root(a));
	done(a);
	a = parsed(view_of("x: a@b\n"));
	ck_assert(!aliases_has_root(a));
	done(a);
}
END_TEST

START_TEST(stops)
{
	struct aliases *a = parsed(view_of("root: a@b, c@d\n"));

	ck_assert_int_eq(
	    aliases_expand(a, &host, view_of("root"), refuse, NULL, NULL),
	    ERROR_LIMIT);
	ck_assert(aliases_has(a, view_of("Root")));
	ck_assert(!aliases_has(a, view_of("alice")));
	done(a);
}
END_TEST

START_TEST(no_file)
{
	struct aliases *a;
	struct error e;

	ck_assert_int_eq(
	    aliases_load("/nowhere/aliases", true, NULL, NULL, &a, &e),
	    ERROR_NONE);
	ck_assert(!aliases_has(a, view_of("root")));
	aliases_free(&a);
	ck_assert_int_eq(
	    aliases_load("/dev/null", false, NULL, NULL, &a, &e), ERROR_SYSTEM);
	ck_assert_ptr_null(a);
	ck_assert_int_eq(aliases_load("/dev/null", true, NULL, NULL, &a, &e),
	    ERROR_SETTINGS);
}
END_TEST

Suite *
aliases_suite(void)
{
	Suite *s = suite_create("aliases");
	TCase *t = tcase_create("all");

	tcase_add_loop_test(t, expand, 0, COUNT(expansions));
	tcase_add_loop_test(t, every_part, 0, COUNT(expansions));
	tcase_add_loop_test(t, complaints, 0, COUNT(wrong));
	tcase_add_test(t, long_chain);
	tcase_add_test(t, no_explosion);
	tcase_add_loop_test(t, local_names, 0, COUNT(names));
	tcase_add_test(t, many_lists);
	tcase_add_test(t, large_lists);
	tcase_add_test(t, many_names);
	tcase_add_test(t, no_reader);
	tcase_add_test(t, has_root);
	tcase_add_test(t, stops);
	tcase_add_test(t, no_file);
	suite_add_tcase(s, t);
	return s;
}
