/* SPDX-License-Identifier: ISC */
/* What an IMAP server may do to a login, and the verdict that follows. */
#ifndef WIRE_IMAP_CASES_H
#define WIRE_IMAP_CASES_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/verdict.h"
#include "wire/pki.h"

#define USER "alice@example.test"
#define PASSWORD "wonder land"
/* The password as PLAIN and LOGIN carry it. */
#define PLAIN "AGFsaWNlQGV4YW1wbGUudGVzdAB3b25kZXIgbGFuZA=="
#define LOGIN "d29uZGVyIGxhbmQ="

/* Most scripts begin like this. */
#define HELLO "S * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready"
#define AUTH "C AUTHENTICATE PLAIN " PLAIN
#define UPGRADE "S * OK hello", "C STARTTLS", "S %t OK begin", "T"
#define ASKED "C CAPABILITY"

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

extern const struct wire_case imap_cases[];
extern const size_t imap_n_cases;

#endif
