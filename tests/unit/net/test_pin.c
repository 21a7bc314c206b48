/* SPDX-License-Identifier: ISC */
/* Tests of net/pin, and of what a pin adds to a certificate's checks. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "net/connect.h"
#include "net/pin.h"
#include "net/stream.h"
#include "net/suites.h"
#include "wire/server.h"

#define PATIENCE deadline_in(60000)
#define OTHER "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static struct pki *pki;
static char ca_path[] = "/tmp/postern-test-ca-XXXXXX";
static char own[PIN_TEXT]; /* the servers' pin */

/* The pin by another way: from the key, not from the certificate's bytes. */
static void
find_own(void)
{
	SSL_CTX *ctx = pki_server(pki, PKI_GOOD);
	EVP_PKEY *key = X509_get_pubkey(SSL_CTX_get0_certificate(ctx));
	unsigned char *der = NULL, hash[32], text[48];
	int n = i2d_PUBKEY(key, &der);

	ck_assert_int_gt(n, 0);
	ck_assert_int_eq(
	    EVP_Digest(der, (size_t)n, hash, NULL, EVP_sha256(), NULL), 1);
	EVP_EncodeBlock(text, hash, sizeof(hash));
	snprintf(own, sizeof(own), "sha256//%s", (const char *)text);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	SSL_CTX_free(ctx);
}

static const struct {
	enum pki_kind kind;
	const char *pins; /* %s is the server's; NULL: none are set */
	enum error_code code;
	const char *text;
} cases[] = {
    {PKI_GOOD, NULL, ERROR_NONE, ""},
    {PKI_GOOD, "", ERROR_NONE, ""},
    {PKI_GOOD, "%s", ERROR_NONE, ""},
    {PKI_GOOD, OTHER " %s", ERROR_NONE, ""},
    {PKI_TLS12, "%s " OTHER, ERROR_NONE, ""},
    {PKI_GOOD, OTHER, ERROR_UNTRUSTED, "another key than"},
    {PKI_TLS12, OTHER, ERROR_UNTRUSTED, "another key than"},
    {PKI_GOOD, "%sx", ERROR_UNTRUSTED, "another key than"},
    {PKI_GOOD, "SHA256//", ERROR_UNTRUSTED, "another key than"},
    {PKI_GOOD, "no pin at all", ERROR_UNTRUSTED, "another key than"},
    /* A pin makes nothing good that is bad without it. */
    {PKI_WRONG_NAME, "%s", ERROR_UNTRUSTED, "not for the name"},
    {PKI_EXPIRED, "%s", ERROR_UNTRUSTED, "expired"},
    {PKI_UNKNOWN_CA, "%s", ERROR_UNTRUSTED, "issuer"},
    {PKI_SELF_SIGNED, "%s", ERROR_UNTRUSTED, "self-signed"},
};

static struct stream *
reach(const struct server *server)
{
	struct endpoint to;
	struct stream *s;
	struct error e;
	char url[40];

	snprintf(url, sizeof(url), "imaps://127.0.0.1:%d", server->port);
	ck_assert(endpoint_parse(view_of(url), &to));
	ck_assert_int_eq(
	    stream_new(connect_endpoint(&to, NULL, PATIENCE, &e), &s, &e),
	    ERROR_NONE);
	return s;
}

/* Replaces the one %s. */
static void
fill_in(const char *pins, char *out, size_t size)
{
	const char *at = strstr(pins, "%s");

	if (at == NULL)
		snprintf(out, size, "%s", pins);
	else
		snprintf(
		    out, size, "%.*s%s%s", (int)(at - pins), pins, own, at + 2);
}

START_TEST(asks_for_a_pinned_key)
{
	static const char *const script[] = {"T", "E", NULL};
	struct server server;
	struct endpoint peer;
	struct tls *tls;
	struct stream *s;
	struct error e;
	struct buf log;
	enum error_code code;
	char pins[200];

	ck_assert(endpoint_parse(view_of("imaps://" PKI_MAIL_HOST), &peer));
	server_start(&server, pki, cases[_i].kind, script);
	ck_assert_int_eq(tls_new(ca_path, &tls, &e), ERROR_NONE);
	if (cases[_i].pins != NULL)
		fill_in(cases[_i].pins, pins, sizeof(pins));
	tls_set_pins(tls, cases[_i].pins != NULL ? pins : NULL);
	s = reach(&server);
	error_clear(&e);
	code = stream_start_tls(s, tls, &peer, PATIENCE, &e);
	ck_assert_msg(
	    code == cases[_i].code && strstr(e.text, cases[_i].text) != NULL,
	    "%d: %s %s", _i, error_name(code), e.text);
	ck_assert(stream_is_secure(s) == (code == ERROR_NONE));
	if (code == ERROR_NONE)
		ck_assert_str_eq(stream_pin(s), own);
	else if (strstr(cases[_i].text, "another key") != NULL)
		ck_assert_ptr_nonnull(strstr(e.text, own));
	stream_free(&s);
	tls_free(&tls);
	buf_init(&log, 1 << 20);
	server_finish(&server, &log);
	buf_clear(&log);
}
END_TEST

static void
set_up(void)
{
	pki = pki_open(ca_path);
	find_own();
}

static void
tear_down(void)
{
	pki_close(pki, ca_path);
}

Suite *
pin_suite(void)
{
	Suite *suite = suite_create("pin");
	TCase *all = tcase_create("all");

	tcase_add_unchecked_fixture(all, set_up, tear_down);
	tcase_set_timeout(all, 60);
	tcase_add_loop_test(all, asks_for_a_pinned_key, 0, (int)COUNT(cases));
	suite_add_tcase(suite, all);
	return suite;
}
