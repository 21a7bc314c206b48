/* SPDX-License-Identifier: ISC */
/*
 * The aliases file: what local names stand for.  Names are compared without
 * regard to case.  Targets are addresses, other names, and :include: lists in
 * other files; programs, files and \names, which would need a local mailbox,
 * are refused.  The name "*" stands for all local names without an alias.
 */
#ifndef MAIL_ALIASES_H
#define MAIL_ALIASES_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/view.h"

/* How long a chain of names that stand for names may be. */
#define ALIASES_DEPTH 32
/* How deep lists in other files may name each other, how many there may be,
 * and the bytes of all of them: the runner keeps them in memory. */
#define ALIASES_LIST_DEPTH 8
#define ALIASES_LISTS 256
#define ALIASES_LIST_BYTES (4UL * 1024 * 1024)
/* The name that stands for those without an alias. */
#define ALIASES_ALL "*"

struct aliases;

/* Told of each thing wrong in the file: "FILE:LINE: reason (cure)". */
typedef void aliases_problem_fn(void *arg, const char *text);

/* Reads the file of a list into b, up to b's ceiling; e says why not. */
typedef enum error_code aliases_read_fn(
    void *arg, const char *path, struct buf *b, struct error *e);

/* What reading asks of its caller; each function may be NULL. */
struct aliases_reader {
	aliases_problem_fn *problem;
	void *problem_arg;
	aliases_read_fn *read; /* NULL: lists in other files are refused */
	void *read_arg;
};

/*
 * Reads text, which was the file named file, and the lists that it names.  A
 * wrong entry or list spoils nothing but itself and what leads to it: problem
 * is told, and expanding such a name fails with the same words.  ERROR_MEMORY
 * is the only failure.  *out is freed by the caller.
 */
enum error_code aliases_parse(struct view text, const char *file,
    const struct aliases_reader *reader, struct aliases **out, struct error *e);

/*
 * The same from the file itself.  Without one there are no aliases, which is
 * no failure.  When check_owner, the file must be root's and writable for root
 * only, and lists must satisfy trusted_open().  ERROR_SETTINGS, ERROR_SYSTEM,
 * ERROR_LIMIT, ERROR_MEMORY.
 */
enum error_code aliases_load(const char *file, bool check_owner,
    aliases_problem_fn *fn, void *arg, struct aliases **out, struct error *e);

/* Takes NULL in *a; sets *a to NULL. */
void aliases_free(struct aliases **a);

/* Whether there is an alias of this name. */
bool aliases_has(const struct aliases *a, struct view name);

/* Whether mail to root gets anywhere: an alias of root's or for all names. */
bool aliases_has_root(const struct aliases *a);

/* The path of the list of this index, readable or not; NULL behind the last.
 */
const char *aliases_list(const struct aliases *a, size_t index);

/* What following names asks about this host; each function may be NULL. */
struct aliases_host {
	/* Whether addresses of this domain are local names. */
	bool (*is_own)(void *arg, struct view domain);
	/* The mailbox of a local account without an alias, in dst of
	 * LIMIT_ADDRESS + 1 bytes; false when it has none. */
	bool (*mailbox)(void *arg, struct view name, char *dst, size_t size);
	void *arg;
};

/*
 * Whether address is a local name: one without a domain or with one of the
 * host's own.  *local_out is what stands before the '@', in the address; name
 * is that without quotes.  Never for a name that has an '@' in its quotes.
 */
bool aliases_local_name(const struct aliases_host *host, struct view address,
    struct view *local_out, char name[LIMIT_ADDRESS + 1]);

/* Called for each address; valid during the call.  False stops. */
typedef bool aliases_fn(void *arg, struct view address);

/*
 * Hands every address that a local name stands for to fn, through as many
 * aliases as it takes; an address may come twice.  A name without an alias
 * goes to its account's mailbox, else where "*" leads, else to root.  On
 * failure what fn got does not count: ERROR_SETTINGS when the administrator
 * must mend the file (an entry is wrong, root has no alias, names lead in a
 * circle), ERROR_LIMIT when fn stopped, ERROR_MEMORY.
 */
enum error_code aliases_expand(const struct aliases *a,
    const struct aliases_host *host, struct view name, aliases_fn *fn,
    void *arg, struct error *e);

#endif
