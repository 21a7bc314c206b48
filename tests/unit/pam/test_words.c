/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/words.c: what a terminal gets of other people's words. */
#include "config.h"

#include "pam/suites.h"
#include "pam_imap/words.h"

static const struct {
	const char *given;
	const char *shown;
} rows[] = {
    {"", ""},
    {"Caf\xc3\xa9 \\x0a 100%s", "Caf\xc3\xa9 \\x0a 100%s"},
    {"\xe2\x82\xac \xf0\x9f\x94\x91", "\xe2\x82\xac \xf0\x9f\x94\x91"},
    {"a\r\nb\tc", "a??b?c"},
    {"\x1b[2J", "?[2J"},
    {"\x7f", "?"},
    {"\xc2\x9b"
     "31m",
	"?31m"},              /* CSI in C1 */
    {"\xc2\xa0", "\xc2\xa0"}, /* the first behind C1 */
    {"\x9b", "?"},            /* not UTF-8 */
    {"\xc0\xaf", "??"},       /* overlong */
    {"\xed\xa0\x80", "???"},  /* a surrogate */
    {"a\xe2\x82", "a??"},     /* cut short */
    {"\xe2\x80\xae"
     "olleh",
	"?olleh"}, /* right to left */
    {"\xe2\x80\x8b\xe2\x80\x8f", "??"},
    {"\xe2\x80\xa8\xe2\x81\xa6\xe2\x81\xa9", "???"},
    {"\xef\xbb\xbf"
     "BOM",
	"?BOM"},
    {"\xe2\x80\x8a\xe2\x80\xa7\xe2\x80\xaf", /* neighbours of those */
	"\xe2\x80\x8a\xe2\x80\xa7\xe2\x80\xaf"},
};

START_TEST(what_is_shown)
{
	char shown[64];

	for (size_t i = 0; i < COUNT(rows); i++) {
		words_copy(view_of(rows[i].given), shown, sizeof(shown));
		ck_assert_msg(strcmp(shown, rows[i].shown) == 0,
		    "row %zu: '%s'", i, shown);
	}
	words_copy(view_make("a\0b", 3), shown, sizeof(shown));
	ck_assert_str_eq(shown, "a?b");
}
END_TEST

/* At every length it ends between two characters. */
START_TEST(cut)
{
	static const char text[] = "\xe2\x82\xac\xc3\xa9x";
	static const size_t lengths[] = {0, 0, 0, 3, 3, 5, 6, 6};
	char shown[COUNT(lengths) + 1];

	for (size_t room = 0; room < COUNT(lengths); room++) {
		memset(shown, '!', sizeof(shown));
		words_copy(view_of(text), shown, room + 1);
		ck_assert_uint_eq(strlen(shown), lengths[room]);
		ck_assert_int_eq(memcmp(shown, text, lengths[room]), 0);
		if (room + 1 < sizeof(shown))
			ck_assert_int_eq(shown[room + 1], '!');
	}
}
END_TEST

Suite *
words_suite(void)
{
	const TTest *const tests[] = {what_is_shown, cut};

	return SUITE_OF("pam words", tests);
}
