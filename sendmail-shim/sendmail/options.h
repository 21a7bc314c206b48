/* SPDX-License-Identifier: ISC */
/* sendmail's command line, as forty years of programs write it. */
#ifndef SENDMAIL_OPTIONS_H
#define SENDMAIL_OPTIONS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/limits.h"
#include "queue/control.h"

enum options_mode {
	OPTIONS_SEND,    /* -bm, the default */
	OPTIONS_QUEUE,   /* -bp, mailq */
	OPTIONS_ALIASES, /* -bi, -I, newaliases */
	OPTIONS_VERIFY,  /* -bv */
	OPTIONS_SMTP     /* -bs */
};

/* Strings point into argv. init is part of options_parse(). */
struct options {
	enum options_mode mode;
	bool ignore_dot;                /* -i, -oi */
	bool from_headers;              /* -t */
	bool run_queue;                 /* -q and its kin: these messages, */
	struct control_query queue;     /* or all when it names none */
	bool verbose;                   /* -v */
	bool has_sender;                /* -f, -r */
	char sender[LIMIT_ADDRESS + 1]; /* empty: the null sender */
	const char *full_name;          /* -F, or NULL */
	const char *config;             /* -C, or NULL */
	char notify[32];                /* -N, in upper case */
	char ret[8];                    /* -R, in upper case */
	const char *envid;              /* -V, or NULL */
	char **operands;
	int n_operands;
};

/*
 * Parses a command line; argv is reordered, so that options may stand behind
 * operands, and not copied.  The program's name chooses the mode too.  On
 * failure *out is undefined: ERROR_REFUSED for what is wrong with the line
 * itself, ERROR_INPUT for an address that is none.
 */
enum error_code options_parse(
    int argc, char **argv, struct options *out, struct error *e);

/* The last part of argv[0] up to a dot, if it is one of this program's names;
 * else "sendmail". */
const char *options_program(const char *argv0);

#endif
