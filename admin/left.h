/* SPDX-License-Identifier: ISC */
/* What of an account outlives its mailbox: processes, jobs, keys. */
#ifndef ADMIN_LEFT_H
#define ADMIN_LEFT_H

#include <stdbool.h>

#include <jansson.h>

#include "base/limits.h"
#include "users/account.h"

/* The processes that are named, the others are counted; sessions that are. */
#define LEFT_NAMED 16
#define LEFT_SESSIONS 64

struct left_process {
	int pid;
	char name[32]; /* which its program chooses */
};

struct left {
	unsigned n_processes;
	struct left_process processes[LEFT_NAMED];
	unsigned n_sessions; /* of setsid(2); no more than sessions has */
	int sessions[LEFT_SESSIONS];
	unsigned n_at_jobs;
	char crontab[LIMIT_PATH]; /* empty: none */
	char keys[LIMIT_PATH];    /* authorized_keys */
	char linger[LIMIT_PATH];  /* systemd keeps its user manager */
};

/*
 * Looks below root ("" but in tests) for what is the account's; what cannot be
 * read counts as not there.
 */
void left_find(const char *root, const struct account *a, struct left *out);

/* Whether there is nothing. */
bool left_is_empty(const struct left *l);

/* Prints a line for each thing, with what ends it. */
void left_print(const struct left *l, const struct account *a);

/* {"processes": N, "sessions": N, "pids": [...], "at_jobs": N,
 *  "crontab": PATH, "authorized_keys": PATH, "linger": PATH} */
json_t *left_json(const struct left *l);

#endif
