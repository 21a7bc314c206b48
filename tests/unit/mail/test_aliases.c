/* SPDX-License-Identifier: ISC */
/* The aliases file: read, complained about, expanded. */
#include "config.h"

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

static struct aliases *
parsed(struct view text)
{
	struct aliases *a;

	buf_init(&problems, 65536);
	ck_assert_int_eq(
	    aliases_parse(text, "f", note, NULL, &a, NULL), ERROR_NONE);
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
    {"alice: a@b\n", "bob", NULL, "no alias for root"},
    {"a: b\nb: a\n", "a", NULL, "leads to no address"},
    {"root: root\n", "root", NULL, "leads to no address"},
    {"root: |/bin/cat\n", "root", NULL, "f:1: root: |/bin/cat: a program"},
    {"root: \"|/bin/cat -x, y\"\n", "root", NULL, "a program"},
    {"\nroot: /var/mail/x\n", "root", NULL, "f:2: root: /var/mail/x: a file"},
    {"root: \" /x\"\n", "root", NULL, "a file"},
    {"root: :include:/etc/list\n", "root", NULL, "not read yet"},
    {"root: :INCLUDE:/etc/list\n", "root", NULL, "not read yet"},
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
	code =
	    aliases_expand(a, view_of(expansions[_i].name), collect, &got, &e);
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
	    aliases_expand(a, view_of("a0"), collect, &problems, &e),
	    ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "in a row"));
	ck_assert_int_eq(
	    aliases_expand(a, view_of("a980"), collect, &problems, &e),
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
	    aliases_expand(a, view_of("a0"), collect, &problems, NULL),
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

START_TEST(stops)
{
	struct aliases *a = parsed(view_of("root: a@b, c@d\n"));

	ck_assert_int_eq(aliases_expand(a, view_of("root"), refuse, NULL, NULL),
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
	    aliases_load("/nowhere/aliases", NULL, NULL, &a, &e), ERROR_NONE);
	ck_assert(!aliases_has(a, view_of("root")));
	aliases_free(&a);
	ck_assert_int_eq(
	    aliases_load("/dev/null", NULL, NULL, &a, &e), ERROR_SYSTEM);
	ck_assert_ptr_null(a);
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
	tcase_add_test(t, stops);
	tcase_add_test(t, no_file);
	suite_add_tcase(s, t);
	return s;
}
