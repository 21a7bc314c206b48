/* SPDX-License-Identifier: ISC */
/* Tests of sasl/mechanism. */
#include "config.h"

#include "sasl/sasl.h"
#include "sasl/suites.h"

static const struct binding nothing = {.type = BINDING_NONE},
			    unique = {.type = BINDING_TLS_UNIQUE, .n = 12},
			    exporter = {.type = BINDING_TLS_EXPORTER, .n = 32};

static const struct {
	const char *offered;
	const char *allowed;
	const struct binding *binding;
	const char *chosen; /* in turn, each tried */
} cases[] = {
    {"PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256", NULL, NULL,
	"SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN"},
    {"LOGIN PLAIN", "", NULL, "PLAIN LOGIN"},
    {"plain", NULL, NULL, "PLAIN"},
    {"PLAIN LOGIN SCRAM-SHA-256", "plain scram-sha-256", NULL,
	"SCRAM-SHA-256 PLAIN"},
    {"PLAIN", "SCRAM-SHA-256", NULL, ""},
    {"SCRAM-SHA-256-PLUS GSSAPI PLAINX", NULL, NULL, ""},
    {"SCRAM-SHA-256-PLUS PLAIN", NULL, &nothing, "PLAIN"},
    {"", NULL, NULL, ""},
    {"", NULL, &unique, ""},
    {"PLAIN SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS",
	NULL, &unique, "SCRAM-SHA-256-PLUS SCRAM-SHA-256 SCRAM-SHA-1 PLAIN"},
    {"PLAIN SCRAM-SHA-256 scram-sha-1-plus", NULL, &unique,
	"SCRAM-SHA-1-PLUS SCRAM-SHA-256 PLAIN"},
    {"PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", &unique,
	"SCRAM-SHA-256"},
    {"PLAIN SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", &unique, ""},
    {"PLAIN SCRAM-SHA-256-PLUS", "SCRAM-SHA-256-PLUS", &unique,
	"SCRAM-SHA-256-PLUS"},
#if HAVE_DECL_GSASL_CB_TLS_EXPORTER
    {"PLAIN SCRAM-SHA-256-PLUS", NULL, &exporter, "SCRAM-SHA-256-PLUS PLAIN"},
#else
    {"PLAIN SCRAM-SHA-256-PLUS", NULL, &exporter, "PLAIN"},
#endif
};

START_TEST(chooses_the_best)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct view want = view_of(cases[i].chosen), name;
		const struct sasl_terms terms = {
		    .offered = view_of(cases[i].offered),
		    .allowed = cases[i].allowed,
		    .binding = cases[i].binding,
		};
		const struct sasl_mechanism *m;
		unsigned tried = 0;

		while (view_word(&want, &name)) {
			m = sasl_choose(&terms, tried);
			ck_assert_ptr_nonnull(m);
			ck_assert_view_eq(name, m->name);
			tried |= sasl_bit(m);
		}
		ck_assert_ptr_null(sasl_choose(&terms, tried));
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
