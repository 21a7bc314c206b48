/* SPDX-License-Identifier: ISC */
/* Tests of sasl/mechanism. */
#include "config.h"

#include "sasl/sasl.h"
#include "sasl/suites.h"

static const struct {
	const char *offered;
	const char *allowed;
	const char *chosen; /* in turn, each tried */
} cases[] = {
    {"PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256", NULL,
	"SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN"},
    {"LOGIN PLAIN", "", "PLAIN LOGIN"},
    {"plain", NULL, "PLAIN"},
    {"PLAIN LOGIN SCRAM-SHA-256", "plain scram-sha-256", "SCRAM-SHA-256 PLAIN"},
    {"PLAIN", "SCRAM-SHA-256", ""},
    {"SCRAM-SHA-256-PLUS GSSAPI PLAINX", NULL, ""},
    {"", NULL, ""},
};

START_TEST(chooses_the_best)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct view want = view_of(cases[i].chosen), name;
		const struct sasl_mechanism *m;
		unsigned tried = 0;

		while (view_word(&want, &name)) {
			m = sasl_choose(
			    view_of(cases[i].offered), cases[i].allowed, tried);
			ck_assert_ptr_nonnull(m);
			ck_assert_view_eq(name, m->name);
			tried |= sasl_bit(m);
		}
		ck_assert_ptr_null(sasl_choose(
		    view_of(cases[i].offered), cases[i].allowed, tried));
	}
}
END_TEST

START_TEST(checks_names)
{
	struct view unknown;

	ck_assert(sasl_check_names("PLAIN scram-sha-256\tLOGIN", &unknown));
	ck_assert(sasl_check_names("", &unknown));
	ck_assert(!sasl_check_names("PLAIN CRAM-MD5 NTLM", &unknown));
	ck_assert_view_eq(unknown, "CRAM-MD5");
}
END_TEST

Suite *
mechanism_suite(void)
{
	const TTest *const tests[] = {chooses_the_best, checks_names};

	return SUITE_OF("mechanism", tests);
}
