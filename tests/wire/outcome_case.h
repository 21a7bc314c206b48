/* SPDX-License-Identifier: ISC */
/*
 * The runner, relay-send and submission servers that follow rules: what the
 * tests of the outcome table share.
 */
#ifndef WIRE_OUTCOME_CASE_H
#define WIRE_OUTCOME_CASE_H

#include "runner/served.h"
#include "wire/smtp_server.h"

#define OUTCOME_RELAYS 2
#define OUTCOME_SENDER "list@example.org"
#define OUTCOME_FEATURES                                                   \
	"PIPELINING\nCHUNKING\n8BITMIME\nENHANCEDSTATUSCODES\nSIZE 900000" \
	"\nAUTH PLAIN"

struct outcome_case {
	struct served v;
	struct smtp_behaviour behaviours[OUTCOME_RELAYS];
	struct smtp_server servers[OUTCOME_RELAYS];
	unsigned n;
};

/* Once a program: certificates. */
void outcome_case_open(void);
void outcome_case_close(void);

/* Starts n servers, of which the first has these rules, and settings with them
 * as relays "one" and "two"; no runner yet. */
void outcome_begin(
    struct outcome_case *c, unsigned n, const struct smtp_behaviour *first);
void outcome_end(struct outcome_case *c);

/* The first server begins anew with this behaviour, on another port, and the
 * settings say so. */
void outcome_change(struct outcome_case *c, const struct smtp_behaviour *first);

/* Turns until the runner has said so; that it does at all. */
void outcome_wait(struct outcome_case *c, const char *text);

/* Moves both clocks. */
void outcome_pass(int64_t seconds);

/* The text of the journals in queue/, or "" when there is none; the caller's.
 */
char *outcome_journal(const struct outcome_case *c);

/* Whether mailq's words about all messages have this text. */
bool outcome_mailq(struct outcome_case *c, const char *text);

#endif
