/* SPDX-License-Identifier: ISC */
/* Tests of imap/grammar. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "imap/grammar.h"
#include "imap/suites.h"

static const struct {
	const char *line;
	enum imap_kind kind;
	enum imap_status status;
	const char *tag, *code, *code_rest, *text;
	bool literal;
} good[] = {
    {"+", IMAP_CONTINUATION, IMAP_OK, "", "", "", "", false},
    {"+ ", IMAP_CONTINUATION, IMAP_OK, "", "", "", "", false},
    {"+ dj1hYmM= ", IMAP_CONTINUATION, IMAP_OK, "", "", "", "dj1hYmM=", false},
    {"* OK hello", IMAP_UNTAGGED, IMAP_OK, "", "", "", "hello", false},
    {"* ok", IMAP_UNTAGGED, IMAP_OK, "", "", "", "", false},
    {"* OK [CAPABILITY IMAP4rev1 SASL-IR] hi", IMAP_UNTAGGED, IMAP_OK, "",
	"CAPABILITY", "IMAP4rev1 SASL-IR", "hi", false},
    {"* PREAUTH [ALERT] in", IMAP_UNTAGGED, IMAP_PREAUTH, "", "ALERT", "", "in",
	false},
    {"* Bye", IMAP_UNTAGGED, IMAP_BYE, "", "", "", "", false},
    {"* BAD what {5}", IMAP_UNTAGGED, IMAP_BAD, "", "", "", "what {5}", false},
    {"* capability IMAP4rev1", IMAP_UNTAGGED, IMAP_CAPABILITIES, "", "", "",
	"IMAP4rev1", false},
    {"* 23 EXISTS", IMAP_UNTAGGED, IMAP_DATA, "", "", "", "EXISTS", false},
    {"* LIST () {5}", IMAP_UNTAGGED, IMAP_DATA, "", "", "", "() {5}", true},
    {"* LIST () {5+}", IMAP_UNTAGGED, IMAP_DATA, "", "", "", "() {5+}", true},
    {"* LIST {}", IMAP_UNTAGGED, IMAP_DATA, "", "", "", "{}", false},
    {"* LIST {+}", IMAP_UNTAGGED, IMAP_DATA, "", "", "", "{+}", false},
    {"* LIST {x5}", IMAP_UNTAGGED, IMAP_DATA, "", "", "", "{x5}", false},
    {"a1 OK done", IMAP_TAGGED, IMAP_OK, "a1", "", "", "done", false},
    {"a1 NO", IMAP_TAGGED, IMAP_NO, "a1", "", "", "", false},
    {"a1 no [AUTHENTICATIONFAILED] wrong", IMAP_TAGGED, IMAP_NO, "a1",
	"AUTHENTICATIONFAILED", "", "wrong", false},
    {"a1 NO [REFERRAL imap://x/] go", IMAP_TAGGED, IMAP_NO, "a1", "REFERRAL",
	"imap://x/", "go", false},
    {"a1 NO [ALERT no bracket", IMAP_TAGGED, IMAP_NO, "a1", "", "",
	"[ALERT no bracket", false},
    {"a1 NO []", IMAP_TAGGED, IMAP_NO, "a1", "", "", "", false},
    {"a1 BAD [X]", IMAP_TAGGED, IMAP_BAD, "a1", "X", "", "", false},
    {"] OK", IMAP_TAGGED, IMAP_OK, "]", "", "", "", false},
};

static const char *const bad[] = {"", " ", "*", "* ", "*  OK", "+OK hello",
    "a1", "a1 ", "a1 HELLO", "a1  OK", "a1 BYE", "a1 PREAUTH",
    "a1 CAPABILITY x", " a1 OK", "a( OK", "a\\ OK", "a\x01 OK", "a\xe4 OK",
    "\"a\" OK", "220 smtp ESMTP", "a1\tOK"};

START_TEST(parses)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		struct imap_line line;

		ck_assert_msg(imap_parse_line(view_of(good[i].line), &line),
		    "%s", good[i].line);
		ck_assert_msg(line.kind == good[i].kind &&
			(line.kind == IMAP_CONTINUATION ||
			    line.status == good[i].status) &&
			line.literal == good[i].literal,
		    "%s", good[i].line);
		ck_assert_view_eq(line.tag, good[i].tag);
		ck_assert_view_eq(line.code, good[i].code);
		ck_assert_view_eq(line.code_rest, good[i].code_rest);
		ck_assert_view_eq(line.text, good[i].text);
	}
}
END_TEST

START_TEST(refuses)
{
	struct imap_line line;

	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(
		    !imap_parse_line(view_of(bad[i]), &line), "%s", bad[i]);
}
END_TEST

/* Each beginning of each line, in memory of just that size. */
START_TEST(reads_no_byte_too_many)
{
	for (size_t i = 0; i < COUNT(good); i++)
		for (size_t n = 0; n <= strlen(good[i].line); n++) {
			struct imap_capabilities caps;
			struct imap_line line;
			char *copy = malloc(n + 1);

			ck_assert_ptr_nonnull(copy);
			memcpy(copy, good[i].line, n);
			copy = realloc(copy, n > 0 ? n : 1);
			imap_parse_line(view_make(copy, n), &line);
			imap_parse_capabilities(view_make(copy, n), &caps);
			free(copy);
		}
}
END_TEST

static const struct {
	const char *words;
	bool sasl_ir, login_disabled, literal_plus;
	const char *mechanisms;
} capabilities[] = {
    {"IMAP4rev1", false, false, false, ""},
    {"imap4REV2 auth=plain", true, false, false, "plain"},
    {"IMAP4rev1 SASL-IR LOGINDISABLED LITERAL-", true, true, true, ""},
    {"AUTH=PLAIN  AUTH=SCRAM-SHA-256 AUTH= LITERAL+ AUTHX=Y", false, false,
	true, "PLAIN SCRAM-SHA-256"},
    {"", false, false, false, ""},
};

START_TEST(reads_capabilities)
{
	for (size_t i = 0; i < COUNT(capabilities); i++) {
		struct imap_capabilities caps;

		imap_parse_capabilities(view_of(capabilities[i].words), &caps);
		ck_assert(caps.known);
		ck_assert(caps.sasl_ir == capabilities[i].sasl_ir);
		ck_assert(
		    caps.login_disabled == capabilities[i].login_disabled);
		ck_assert(caps.literal_plus == capabilities[i].literal_plus);
		ck_assert_str_eq(caps.mechanisms, capabilities[i].mechanisms);
	}
}
END_TEST

START_TEST(bounds_the_mechanisms)
{
	struct imap_capabilities caps;
	struct buf b;

	buf_init(&b, 1 << 16);
	for (int i = 0; i < 200; i++)
		buf_printf(&b, "AUTH=MECHANISM-%d ", i);
	buf_add_str(&b, "AUTH=");
	for (int i = 0; i < 600; i++)
		buf_add_byte(&b, 'X');
	imap_parse_capabilities(buf_view(&b), &caps);
	ck_assert_uint_lt(strlen(caps.mechanisms), SASL_OFFERED);
	ck_assert(view_starts(view_of(caps.mechanisms), "MECHANISM-0 "));
	ck_assert_ptr_null(strchr(caps.mechanisms, 'X'));
	buf_clear(&b);
}
END_TEST

Suite *
grammar_suite(void)
{
	const TTest *const tests[] = {parses, refuses, reads_no_byte_too_many,
	    reads_capabilities, bounds_the_mechanisms};

	return SUITE_OF("grammar", tests);
}
