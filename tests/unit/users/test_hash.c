/* SPDX-License-Identifier: ISC */
/* Tests of users/hash.c: our SHA-256 against OpenSSL's. */
#include "config.h"

#include <string.h>

#include <openssl/sha.h>

#include "users/hash.h"
#include "users/suites.h"

START_TEST(like_openssl)
{
	unsigned char data[300], ours[HASH_SHA256_SIZE],
	    theirs[SHA256_DIGEST_LENGTH];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 37 + 11);
	for (size_t n = 0; n <= sizeof(data); n++) {
		hash_sha256(view_make(data, n), ours);
		SHA256(data, n, theirs);
		ck_assert_mem_eq(ours, theirs, sizeof(ours));
	}
}
END_TEST

/* FIPS 180-4's own example, so that both cannot be wrong together. */
START_TEST(known)
{
	static const unsigned char want[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01,
	    0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0,
	    0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61,
	    0xf2, 0x00, 0x15, 0xad};
	unsigned char got[HASH_SHA256_SIZE];

	hash_sha256(view_of("abc"), got);
	ck_assert_mem_eq(got, want, sizeof(want));
}
END_TEST

/*
 * A number is a promise to every host and every file: these never change.
 * SHA-256("alice@example.com") begins ff8d9819fc0e12bf.
 */
START_TEST(numbers)
{
	static const struct accounts_range usual = {2000300000, 2147350000};
	static const struct accounts_range one = {70000, 70000};
	uint64_t hash = 0xff8d9819fc0e12bf;

	ck_assert_uint_eq(hash_uid(view_of("alice@example.com"), &usual),
	    2000300000 + hash % 147050001);
	ck_assert_uint_eq(hash_uid(view_of("alice@example.com"), &one), 70000);
}
END_TEST

Suite *
hash_suite(void)
{
	const TTest *const tests[] = {like_openssl, known, numbers};

	return SUITE_OF("hash", tests);
}
