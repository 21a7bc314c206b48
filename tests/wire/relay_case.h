/* SPDX-License-Identifier: ISC */
/* What the tests of the relay share: a server, a runner, messages. */
#ifndef WIRE_RELAY_CASE_H
#define WIRE_RELAY_CASE_H

#include <check.h>
#include <stdbool.h>

#include "wire/runner.h"
#include "wire/smtp_server.h"

#define ALL "PIPELINING\nCHUNKING\n8BITMIME\nENHANCEDSTATUSCODES\nSIZE 9000000"
#define PLAIN "\nAUTH PLAIN"
#define FULL ALL PLAIN
#define SENDER "list@example.org"
#define MESSAGES 40

/* Of the test that runs. */
extern struct smtp_server server;
extern struct runner runner;

/* What a server offers, for each way of sending: step by step, PIPELINING,
 * step by step although CHUNKING is there, windows. */
extern const char *const modes[4];

/* Once a program: certificates. */
void relay_case_open(void);
void relay_case_close(void);

/* Starts the server and prepares the runner, which runner_start() starts. */
void begin(const struct smtp_behaviour *b);

/* Ends both; the relay may not have died. */
void end(void);

/* Hands a message with a subject of its own; recipients are words. */
void hand(const char *recipients);

/* The nth text that arrived has to be the one of message id. */
void check_text(unsigned nth, unsigned id);

/* A text of n bytes with dots where they matter, the caller's. */
char *large_text(size_t n);

TCase *relay_lies_tests(void);
TCase *relay_losses_tests(void);
TCase *relay_refusals_tests(void);
TCase *relay_sending_tests(void);
TCase *relay_session_tests(void);

#endif
