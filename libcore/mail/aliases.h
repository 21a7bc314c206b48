/* SPDX-License-Identifier: ISC */
/*
 * The aliases file: what local names stand for.  Names are compared without
 * regard to case.  Targets are addresses and other names; programs, files and
 * \names, which would need a local mailbox, are refused, and :include: is
 * recognised but not read yet.
 */
#ifndef MAIL_ALIASES_H
#define MAIL_ALIASES_H

#include <stdbool.h>

#include "base/error.h"
#include "base/view.h"

/* How long a chain of names that stand for names may be. */
#define ALIASES_DEPTH 32

struct aliases;

/* Told of each thing wrong in the file: "FILE:LINE: reason (cure)". */
typedef void aliases_problem_fn(void *arg, const char *text);

/*
 * Reads text, which was the file named file.  A wrong entry spoils nothing
 * but itself: fn (which may be NULL) is told, and expanding its name fails
 * with the same words.  ERROR_MEMORY is the only failure.  *out is freed by
 * the caller.
 */
enum error_code aliases_parse(struct view text, const char *file,
    aliases_problem_fn *fn, void *arg, struct aliases **out, struct error *e);

/*
 * The same from the file itself.  Without one there are no aliases, which is
 * no failure.  ERROR_SYSTEM, ERROR_LIMIT, ERROR_MEMORY.
 */
enum error_code aliases_load(const char *file, aliases_problem_fn *fn,
    void *arg, struct aliases **out, struct error *e);

/* Takes NULL in *a; sets *a to NULL. */
void aliases_free(struct aliases **a);

/* Whether there is an alias of this name. */
bool aliases_has(const struct aliases *a, struct view name);

/* Called for each address; valid during the call.  False stops. */
typedef bool aliases_fn(void *arg, struct view address);

/*
 * Hands every address that a local name stands for to fn, through as many
 * aliases as it takes; an address may come twice.  A name without an alias
 * goes to root.  On failure what fn got does not count: ERROR_SETTINGS when
 * the administrator must mend the file (an entry is wrong, root has no alias,
 * names lead in a circle), ERROR_LIMIT when fn stopped, ERROR_MEMORY.
 */
enum error_code aliases_expand(const struct aliases *a, struct view name,
    aliases_fn *fn, void *arg, struct error *e);

#endif
