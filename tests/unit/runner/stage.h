/* SPDX-License-Identifier: ISC */
/* A spool, settings, a clock and a scripted relay-send for the runner. */
#ifndef TESTS_RUNNER_STAGE_H
#define TESTS_RUNNER_STAGE_H

#include "sendmail-shim/postern-queue/runner.h"
#include "suite.h"

#define STAGE_PATH 128
#define STAGE_START 1790000000

/* Seconds that a test may take: under valgrind on a busy machine. */
#define STAGE_TIMEOUT 90

/* A suite of one test case, with that timeout. */
Suite *stage_suite_of(const char *name, const TTest *const tests[], int n);
#define STAGE_SUITE_OF(name, tests) \
	stage_suite_of(name, tests, (int)COUNT(tests))

/* The clock that the runner sees; tests move it. */
extern struct moment stage_clock;

struct stage {
	char root[STAGE_PATH]; /* also the spool */
	char conf[STAGE_PATH + 16];
	char aliases[STAGE_PATH + 16];
	char secret[STAGE_PATH + 16];
	char script[STAGE_PATH + 16];
	char log[STAGE_PATH + 16];  /* what relay-send got */
	char said[STAGE_PATH + 16]; /* what the runner logged */
	const char *notify;         /* of messages that are put; NULL: none */
	const char *ret;
	const char *text; /* NULL: a short one */
	struct runner_config config;
	struct runner *runner;
};

/* Makes everything, with one relay called "one"; no runner yet. */
void stage_init(struct stage *s);
/* Ends the runner, checks that nothing else is left, removes everything. */
void stage_clear(struct stage *s);

void stage_write(const char *path, const char *text);
/* Settings with n relays ("one", "two", ...), each with its own script. */
void stage_relays(struct stage *s, unsigned n);
/* The script of a relay, the log line added. */
void stage_script(struct stage *s, unsigned relay, const char *text);

/* Puts a message into a directory of the spool; recipients are words, as
 * "address" or "address|NOTIFY|ORCPT". */
void stage_put(struct stage *s, enum spool_dir d, const char *name,
    const char *sender, const char *recipients);
/* The same into drop/new, under a new name. */
void stage_drop(struct stage *s, const char *sender, const char *recipients);

void stage_start(struct stage *s);
void stage_stop(struct stage *s);
/* Turns until nothing is due and relay-send has nothing, or fails. */
void stage_run(struct stage *s);

/* How many files (not hidden ones) a directory has; those ending in .j. */
unsigned stage_count(const struct stage *s, enum spool_dir d);
unsigned stage_journals(const struct stage *s, enum spool_dir d);

/* How often text occurs in a file. */
unsigned stage_has(const char *path, const char *text);

#define stage_got(s, text) stage_has((s)->log, text)
#define stage_said(s, text) stage_has((s)->said, text)

#endif
