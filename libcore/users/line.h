/* SPDX-License-Identifier: ISC */
/* The grammar of the accounts file: one line at a time, without memory. */
#ifndef USERS_LINE_H
#define USERS_LINE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/view.h"
#include "users/accounts.h"
#include "users/keys.h"

/* A walk over a text's lines; starts as {.rest = text}. */
struct line_walk {
	struct view rest;
	struct view line; /* the current one, without comment and blanks */
	unsigned number;
};

/* Takes the next line that holds anything; false at the end. */
bool line_next(struct line_walk *w);

/*
 * A walk over the lines of a text that may be about an address (a checked
 * name) or its domain, found by their '@' without cutting the others; starts
 * as {.text = text, .name = name}.
 */
struct line_search {
	struct view text, name;
	size_t at;        /* what is before was looked at */
	struct view line; /* the current one, as line_walk has it */
};

/* Takes the next one; false at the end. */
bool line_search_next(struct line_search *s);

/* The number of the line that holds the byte at p of a text. */
unsigned line_number(struct view text, const char *p);

/* What a line is about: its first word. */
struct line_subject {
	bool defaults;      /* the word "defaults" */
	bool deny;          /* "!" before it */
	bool wildcard;      /* "*@" before it */
	struct view name;   /* the address, or the domain of a wildcard */
	struct view behind; /* the words after it */
};

/* Cuts a line of line_next(); checks nothing. */
void line_subject(struct view line, struct line_subject *out);

/* Whether a subject is about this address (a checked name). */
bool line_matches(const struct line_subject *s, struct view name);

/* Whether "local=" with this name is among the words behind a subject. */
bool line_names_local(struct view words, struct view local);

/*
 * Checks a whole line that is not "defaults": its subject, each key and how
 * they go together.  ERROR_SETTINGS with what is wrong in the text.
 */
enum error_code line_check(struct view line, const struct accounts_range *range,
    struct keys_values *out, struct error *e);

/* Checks a "defaults" line; its values are the same ones as in keys.h. */
enum error_code line_check_defaults(
    struct view line, struct keys_values *out, struct error *e);

/*
 * Expands %d (domain), %u (local part) and %% for a name.  False when the
 * result is too long, no path, or another letter follows a '%'.
 */
bool line_expand(struct view pattern, struct view name, char *dst, size_t size);

#endif
