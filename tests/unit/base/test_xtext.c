/* SPDX-License-Identifier: ISC */
/* Tests of base/xtext. */
#include "config.h"

#include "base/suites.h"
#include "base/xtext.h"

typedef bool convert_fn(struct buf *b, struct view v);

/* What becomes of text; "!" when nothing does. */
static const char *
converted(convert_fn *fn, const char *text)
{
	static char seen[100];
	struct buf b;
	bool ok;

	buf_init(&b, sizeof(seen) - 1);
	ok = fn(&b, view_of(text));
	ck_assert(!ok || view_copy(buf_view(&b), seen, sizeof(seen)));
	buf_clear(&b);
	return ok ? seen : "!";
}

static const struct {
	const char *text;
	const char *xtext;
} pairs[] = {
    {"", ""},
    {"bob@example.com", "bob@example.com"},
    {"a+b=c@d", "a+2Bb+3Dc@d"},
    {"\"a b\"@c", "\"a+20b\"@c"},
    {"a\\b", "a\\b"},
    {"~!", "~!"},
};

START_TEST(both_ways)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		ck_assert_str_eq(
		    converted(xtext_add, pairs[i].text), pairs[i].xtext);
		ck_assert_str_eq(
		    converted(xtext_decode, pairs[i].xtext), pairs[i].text);
	}
	ck_assert_str_eq(converted(xtext_add, "\n\xc3"), "+0A+C3");
}
END_TEST

static const char *const malformed[] = {"+", "+2", "+2b", "+G0", "+0A",
    "+0D+0A", "+00", "+7F", "+C3+B6", "a b", "a=b", "\xc3\xb6", "\x7f", "a++"};

START_TEST(no_xtext)
{
	for (size_t i = 0; i < COUNT(malformed); i++)
		ck_assert_msg(converted(xtext_decode, malformed[i])[0] == '!',
		    "%s", malformed[i]);
}
END_TEST

START_TEST(unicode)
{
	ck_assert_str_eq(
	    converted(xtext_add_unicode, "j\xc3\xb6rg@x"), "j\\x{F6}rg@x");
	ck_assert_str_eq(converted(xtext_add_unicode, "a+b=c\\d e"),
	    "a\\x{2B}b\\x{3D}c\\x{5C}d\\x{20}e");
	ck_assert_str_eq(
	    converted(xtext_add_unicode, "\xf0\x9f\x93\xa7"), "\\x{1F4E7}");
	ck_assert_str_eq(converted(xtext_add_unicode, "\xf6"), "!");
}
END_TEST

static const struct {
	const char *text;
	bool ok;
} forms[] = {
    {"a@b", true},
    {"\\x{F6}", true},
    {"a\\x{10FFFF}b\\x{2B}", true},
    {"\\x{5C}x", true},
    {"\\", false},
    {"\\x", false},
    {"\\x{}", false},
    {"\\x{F}", false},
    {"\\x{f6}", false},
    {"\\x{F6", false},
    {"\\x{0000F6}", true},
    {"\\x{00000F6}", false},
    {"\\x{D800}", false},
    {"\\x{110000}", false},
    {"\\x{0A}", false},
    {"\\x{85}", false},
    {"\\x{202E}", false},
    {"a+b", false},
    {"a=b", false},
    {"a b", false},
    {"\xc3\xb6", false},
};

START_TEST(unicode_forms)
{
	for (size_t i = 0; i < COUNT(forms); i++)
		ck_assert_msg(
		    xtext_check_unicode(view_of(forms[i].text)) == forms[i].ok,
		    "%s", forms[i].text);
}
END_TEST

Suite *
xtext_suite(void)
{
	const TTest *const tests[] = {
	    both_ways, no_xtext, unicode, unicode_forms};

	return SUITE_OF("xtext", tests);
}
