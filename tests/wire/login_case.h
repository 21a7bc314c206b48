/* SPDX-License-Identifier: ISC */
/* What a server may do to a login, and the verdict that follows. */
#ifndef WIRE_LOGIN_CASE_H
#define WIRE_LOGIN_CASE_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/attempt.h"
#include "flow/login.h"
#include "flow/verdict.h"
#include "wire/pki.h"

#define USER "alice@example.test"
#define PASSWORD "wonder land"
/* The password as PLAIN and LOGIN carry it. */
#define PLAIN "AGFsaWNlQGV4YW1wbGUudGVzdAB3b25kZXIgbGFuZA=="
#define LOGIN "d29uZGVyIGxhbmQ="

struct wire_case {
	const char *name;
	const char *scheme;
	enum pki_kind kind;
	enum verdict verdict;
	bool sent;          /* the password, or a proof, may be on the wire */
	const char *log;    /* a part of the verdict's log line */
	const char *person; /* what is shown; NULL for nothing */
	const char *script[16];
};

/* Certificates for all tests of a program: unchecked fixtures. */
void wire_set_up(void);
void wire_tear_down(void);
const struct pki *wire_pki(void);

/* Who is named ahead of the next password; "" is nobody. */
void wire_expect(const char *user);

/*
 * Prepares an attempt as imap-check makes it; urls are separated by spaces.
 * *out must live as long as the attempt.
 */
struct login *wire_login(
    const char *urls, struct attempt_server *out, uint64_t timeout_ms);

/* Begins it and logs in, or the latter alone. */
void wire_attempt(
    const char *urls, const char *password, struct attempt_verdict *out);
void wire_finish(
    struct login *l, const char *password, struct attempt_verdict *out);

/*
 * Serves the case and asserts the verdict, and what was on the wire;
 * wire_expect(user).
 */
void wire_check_case(const struct wire_case *c, const char *user);

extern const struct wire_case imap_cases[];
extern const size_t imap_n_cases;
extern const struct wire_case pop_cases[];
extern const size_t pop_n_cases;

#endif
