/* SPDX-License-Identifier: ISC */
/*
 * A bounded view of bytes that somebody else owns.  Parsers take views and
 * never look for a NUL; a view is valid as long as the bytes behind it are.
 */
#ifndef BASE_VIEW_H
#define BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>

struct view {
	const char *p;
	size_t n;
};

/* For printf("%.*s"): a view's length and start. */
#define VIEW_ARG(v) (int)(v).n, (v).p

/* A view of a string literal, usable in constant tables. */
#define VIEW_LITERAL(s)            \
	{                          \
		(s), sizeof(s) - 1 \
	}

/* A view of a NUL-terminated string; of nothing when s is NULL. */
struct view view_of(const char *s);

struct view view_make(const void *p, size_t n);

/* Whether both hold the same bytes. */
bool view_eq(struct view a, struct view b);

/* The same against a string. */
bool view_eq_str(struct view a, const char *s);

/* The same with ASCII letters of either case taken as equal. */
bool view_eq_case(struct view a, struct view b);
bool view_eq_case_str(struct view a, const char *s);

bool view_starts(struct view v, const char *prefix);
bool view_starts_case(struct view v, const char *prefix);

/* Offset of the first (last) byte c, or v.n when there is none. */
size_t view_find(struct view v, char c);
size_t view_find_last(struct view v, char c);

/* The bytes from offset on, or before it; offsets beyond the end are cut. */
struct view view_from(struct view v, size_t offset);
struct view view_before(struct view v, size_t offset);

/* Without spaces and tabs at both ends. */
struct view view_trim(struct view v);

/*
 * Takes what stands before the first c off the front of *rest, and c with it.
 * The last piece has no c behind it.  False when *rest was used up before
 * (its p is NULL then).
 */
bool view_split(struct view *rest, char c, struct view *piece_out);

/*
 * Takes the next word, separated by spaces and tabs, off the front of *rest.
 * False when there is none left.
 */
bool view_word(struct view *rest, struct view *word_out);

/* Whether a byte occurs that is a control character, NUL and DEL included. */
bool view_has_control(struct view v);

/* Whether every byte is below 128. */
bool view_is_ascii(struct view v);

/*
 * A NUL-terminated copy, to be freed by the caller; NULL when memory is short
 * or the view holds a NUL byte.
 */
char *view_dup(struct view v);

/*
 * Copies into dst with a NUL behind it; false, and an empty string, when it
 * does not fit or holds a NUL byte.
 */
bool view_copy(struct view v, char *dst, size_t size);

#endif
