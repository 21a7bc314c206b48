/* SPDX-License-Identifier: ISC */
/* Tests of sasl/sasl: whole exchanges. */
#include "config.h"

#include <string.h>

#include "base/limits.h"
#include "sasl/base64.h"
#include "sasl/sasl.h"
#include "sasl/scram_server.h"
#include "sasl/suites.h"

static const struct binding unique = {
    .type = BINDING_TLS_UNIQUE, .bytes = "\0finished\xff-\n", .n = 12};
#if HAVE_DECL_GSASL_CB_TLS_EXPORTER
static const struct binding exporter = {.type = BINDING_TLS_EXPORTER,
    .bytes = "thirty-two bytes of an exporter.",
    .n = 32};
#endif

static struct sasl *
start_on(
    const char *offered, const struct binding *binding, const char *password)
{
	const struct sasl_terms terms = {
	    .offered = view_of(offered), .binding = binding};
	struct secret secret;
	struct sasl *s;
	struct error e;

	ck_assert(secret_set(&secret, view_of(password)));
	ck_assert_int_eq(sasl_new(sasl_choose(&terms, 0), &terms,
			     "alice@example.test", &secret, &s, &e),
	    ERROR_NONE);
	return s;
}

static struct sasl *
start(const char *mechanism, const char *password)
{
	return start_on(mechanism, NULL, password);
}

/* One step, its response decoded into out. */
static enum error_code
step(struct sasl *s, struct view challenge, struct buf *out)
{
	struct buf encoded, response;
	struct error e;
	enum error_code code;

	buf_init(&encoded, LIMIT_SASL_LINE);
	buf_init_wiping(&response, LIMIT_SASL_LINE);
	ck_assert(base64_encode(&encoded, challenge));
	code = sasl_step(s, buf_view(&encoded), &response, &e);
	buf_reset(out);
	ck_assert(base64_decode(out, buf_view(&response)));
	buf_clear(&encoded);
	buf_clear(&response);
	return code;
}

START_TEST(plain)
{
	static const char want[] =
	    "\0alice@example.test\0w\xc3\xb6nder \\\"land";
	struct sasl *s = start("PLAIN", "w\xc3\xb6nder \\\"land");
	struct buf out;

	buf_init(&out, 4096);
	ck_assert(!sasl_sent_proof(s));
	ck_assert(!sasl_is_complete(s));
	ck_assert_int_eq(step(s, view_of(""), &out), ERROR_NONE);
	ck_assert(view_eq(buf_view(&out), view_make(want, sizeof(want) - 1)));
	ck_assert(sasl_sent_proof(s));
	ck_assert(sasl_is_complete(s));
	ck_assert(!sasl_expects_server_final(s));
	ck_assert_int_eq(step(s, view_of("more"), &out), ERROR_PROTOCOL);
	ck_assert_uint_eq(out.n, 0);
	sasl_free(&s);
	buf_clear(&out);
}
END_TEST

START_TEST(login)
{
	struct sasl *s = start("LOGIN", "wonder");
	struct buf out;

	buf_init(&out, 4096);
	ck_assert_int_eq(step(s, view_of("Username:"), &out), ERROR_NONE);
	ck_assert_view_eq(buf_view(&out), "alice@example.test");
	ck_assert(!sasl_sent_proof(s));
	ck_assert(!sasl_is_complete(s));
	ck_assert_int_eq(step(s, view_of("Password:"), &out), ERROR_NONE);
	ck_assert_view_eq(buf_view(&out), "wonder");
	ck_assert(sasl_sent_proof(s));
	ck_assert(sasl_is_complete(s));
	sasl_free(&s);
	buf_clear(&out);
}
END_TEST

static const struct {
	const char *mechanism, *hash, *password, *server_password;
	bool good;
} logins[] = {
    {"SCRAM-SHA-256", "SHA256", "pencil", "pencil", true},
    {"SCRAM-SHA-1", "SHA1", "pencil", "pencil", true},
    {"SCRAM-SHA-256", "SHA256", "pencil", "Pencil", false},
    {"SCRAM-SHA-256", "SHA256", "p\xc3\xa4ss,=\"\\ 1", "p\xc3\xa4ss,=\"\\ 1",
	true},
    /* SASLprep: a no-break space is a space, a soft hyphen is nothing. */
    {"SCRAM-SHA-256", "SHA256",
	"a\xc2\xa0"
	"b\xc2\xad",
	"a b", true},
};

START_TEST(scram)
{
	struct sasl *s = start(logins[_i].mechanism, logins[_i].password);
	struct scram_server server;
	struct buf out, in;
	bool good = logins[_i].good;

	buf_init(&out, 4096);
	buf_init(&in, 4096);
	scram_server_init(&server, logins[_i].hash, logins[_i].server_password,
	    "serverpart", "c2FsdHNhbHQ=", "4096");
	ck_assert_int_eq(step(s, view_of(""), &out), ERROR_NONE);
	ck_assert(!sasl_sent_proof(s));
	ck_assert(!sasl_expects_server_final(s));
	scram_server_first(&server, buf_view(&out), &in);
	ck_assert_int_eq(step(s, buf_view(&in), &out), ERROR_NONE);
	ck_assert(sasl_sent_proof(s));
	ck_assert(sasl_expects_server_final(s));
	ck_assert(!sasl_is_complete(s));
	buf_reset(&in);
	ck_assert(scram_server_final(&server, buf_view(&out), &in) == good);
	/* A server that does not know the password cannot make its proof. */
	ck_assert_int_eq(
	    step(s, buf_view(&in), &out), good ? ERROR_NONE : ERROR_PROTOCOL);
	ck_assert_uint_eq(out.n, 0);
	ck_assert(sasl_is_complete(s) == good);
	scram_server_clear(&server);
	sasl_free(&s);
	buf_clear(&out);
	buf_clear(&in);
}
END_TEST

/* The header (RFC 5802 7) and what it binds to. */
static const struct {
	const char *offered;
	const struct binding *binding;
	const char *header, *hash;
	bool bound;
} bindings[] = {
    {"SCRAM-SHA-256-PLUS PLAIN", &unique, "p=tls-unique,,", "SHA256", true},
    {"SCRAM-SHA-1-PLUS SCRAM-SHA-1", &unique, "p=tls-unique,,", "SHA1", true},
#if HAVE_DECL_GSASL_CB_TLS_EXPORTER
    {"SCRAM-SHA-256-PLUS", &exporter, "p=tls-exporter,,", "SHA256", true},
    {"SCRAM-SHA-1-PLUS", &exporter, "p=tls-exporter,,", "SHA1", true},
#endif
    {"SCRAM-SHA-256", NULL, "n,,", "SHA256", false},
    /* We could bind, and say "n" all the same: see sasl_new(). */
    {"SCRAM-SHA-256", &unique, "n,,", "SHA256", false},
    {"SCRAM-SHA-1 PLAIN", &exporter, "n,,", "SHA1", false},
};

/* A whole exchange with a server that is bound to what it is given. */
static bool
log_in_bound(int i, const struct binding *server_binding)
{
	struct sasl *s =
	    start_on(bindings[i].offered, bindings[i].binding, "pencil");
	struct scram_server server;
	struct buf out, in;
	bool good;

	buf_init(&out, 4096);
	buf_init(&in, 4096);
	scram_server_init(&server, bindings[i].hash, "pencil", "serverpart",
	    "c2FsdHNhbHQ=", "4096");
	server.header = bindings[i].header;
	server.binding = bindings[i].bound ? server_binding : NULL;
	ck_assert_int_eq(step(s, view_of(""), &out), ERROR_NONE);
	scram_server_first(&server, buf_view(&out), &in);
	ck_assert_int_eq(step(s, buf_view(&in), &out), ERROR_NONE);
	buf_reset(&in);
	good = scram_server_final(&server, buf_view(&out), &in);
	if (good)
		ck_assert_int_eq(step(s, buf_view(&in), &out), ERROR_NONE);
	ck_assert(sasl_is_complete(s) == good);
	scram_server_clear(&server);
	sasl_free(&s);
	buf_clear(&out);
	buf_clear(&in);
	return good;
}

START_TEST(scram_binds)
{
	static const struct binding other = {
	    .type = BINDING_TLS_UNIQUE, .bytes = "another one!", .n = 12};

	ck_assert(log_in_bound(_i, bindings[_i].binding));
	if (bindings[_i].bound)
		ck_assert(!log_in_bound(_i, &other));
}
END_TEST

/* What a server may not say to SCRAM, at its first or final message. */
static const struct {
	const char *first; /* NULL: a good one; %r is the client's nonce */
	const char *final;
	enum error_code code;
} attacks[] = {
    {"r=other,s=c2FsdA==,i=4096", NULL, ERROR_PROTOCOL},
    {"%r+,s=c2FsdA==,i=2147483648", NULL, ERROR_PROTOCOL},
    {"%r+,i=4096", NULL, ERROR_PROTOCOL},
    {"%r+,s=!,i=4096", NULL, ERROR_PROTOCOL},
    {"m=ext,%r+,s=c2FsdA==,i=4096", NULL, ERROR_PROTOCOL},
    {"", NULL, ERROR_PROTOCOL},
    {NULL, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ERROR_PROTOCOL},
    {NULL, "v=", ERROR_PROTOCOL},
    {NULL, "", ERROR_PROTOCOL},
    {NULL, "e=other-error", ERROR_DENIED},
};

START_TEST(scram_refuses)
{
	struct sasl *s = start("SCRAM-SHA-256", "pencil");
	const char *first = attacks[_i].first != NULL ? attacks[_i].first
						      : "%r+,s=c2FsdA==,i=4096";
	struct view nonce;
	struct buf out, in;
	enum error_code code;

	buf_init(&out, 4096);
	buf_init(&in, 4096);
	ck_assert_int_eq(step(s, view_of(""), &out), ERROR_NONE);
	nonce =
	    view_from(buf_view(&out), view_find_last(buf_view(&out), ',') + 1);
	for (; *first != '\0'; first++)
		if (first[0] == '%' && *++first == 'r')
			buf_add(&in, nonce);
		else
			buf_add_byte(&in, *first);
	code = step(s, buf_view(&in), &out);
	if (attacks[_i].first == NULL) {
		ck_assert_int_eq(code, ERROR_NONE);
		code = step(s, view_of(attacks[_i].final), &out);
	} else {
		ck_assert(!sasl_sent_proof(s));
	}
	ck_assert_msg(code == attacks[_i].code, "%s", error_name(code));
	ck_assert(!sasl_is_complete(s));
	ck_assert_uint_eq(out.n, 0);
	sasl_free(&s);
	buf_clear(&out);
	buf_clear(&in);
}
END_TEST

START_TEST(refuses_challenges_that_are_not_base64)
{
	struct sasl *s = start("SCRAM-SHA-256", "pencil");
	struct buf out;
	struct error e;

	buf_init(&out, LIMIT_SASL_LINE);
	ck_assert_int_eq(sasl_step(s, view_of(""), &out, &e), ERROR_NONE);
	ck_assert_int_eq(
	    sasl_step(s, view_of("r=x"), &out, &e), ERROR_PROTOCOL);
	sasl_free(&s);
	buf_clear(&out);
}
END_TEST

/* What SCRAM cannot prepare, PLAIN can still carry. */
static const struct {
	const char *bytes;
	size_t n;
	enum error_code scram, plain;
} secrets[] = {
    {"good", 4, ERROR_NONE, ERROR_NONE},
    {"latin\xe4", 6, ERROR_INPUT, ERROR_NONE},
    {"tab\there", 8, ERROR_INPUT, ERROR_NONE},
    {"nul\0here", 8, ERROR_INPUT, ERROR_INPUT},
};

START_TEST(says_what_it_cannot_carry)
{
	const struct sasl_terms text = {.offered = view_of("SCRAM-SHA-256")},
				bytes = {.offered = view_of("PLAIN")};
	const struct sasl_mechanism *prepares = sasl_choose(&text, 0);
	const struct sasl_mechanism *clear = sasl_choose(&bytes, 0);

	for (size_t i = 0; i < COUNT(secrets); i++) {
		struct secret secret;
		struct sasl *s;
		struct error e;

		secret_set(&secret, view_make(secrets[i].bytes, secrets[i].n));
		ck_assert_int_eq(
		    sasl_new(prepares, &text, "u", &secret, &s, &e),
		    secrets[i].scram);
		ck_assert((s != NULL) == (secrets[i].scram == ERROR_NONE));
		sasl_free(&s);
		ck_assert_int_eq(sasl_new(clear, &bytes, "u", &secret, &s, &e),
		    secrets[i].plain);
		sasl_free(&s);
	}
}
END_TEST

Suite *
sasl_suite(void)
{
	Suite *suite = suite_create("sasl");
	TCase *all = tcase_create("all");

	tcase_add_test(all, plain);
	tcase_add_test(all, login);
	tcase_add_loop_test(all, scram, 0, (int)COUNT(logins));
	tcase_add_loop_test(all, scram_binds, 0, (int)COUNT(bindings));
	tcase_add_loop_test(all, scram_refuses, 0, (int)COUNT(attacks));
	tcase_add_test(all, refuses_challenges_that_are_not_base64);
	tcase_add_test(all, says_what_it_cannot_carry);
	suite_add_tcase(suite, all);
	return suite;
}
