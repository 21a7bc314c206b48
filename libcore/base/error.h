/* SPDX-License-Identifier: ISC */
/*
 * What went wrong: a code chosen by what the caller must do, and a text
 * written once, by the layer that knows.  Functions that can fail for more
 * than one reason return the code and fill a struct error with both.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

enum error_code {
	ERROR_NONE,      /* it worked */
	ERROR_DENIED,    /* the credentials were refused: ask for others */
	ERROR_LATER,     /* unreachable or busy: the same may work later */
	ERROR_REFUSED,   /* refused for good: repeating it is useless */
	ERROR_PROTOCOL,  /* the peer broke the protocol: trust it no more */
	ERROR_UNTRUSTED, /* the certificate does not prove who the peer is */
	ERROR_SETTINGS,  /* an administrator must mend a file */
	ERROR_INPUT,     /* what the caller was given is malformed */
	ERROR_NOTFOUND,  /* there is no such thing */
	ERROR_EXISTS,    /* there is one already */
	ERROR_SYSTEM,    /* this machine failed: disk, processes, files */
	ERROR_LIMIT,     /* a ceiling of base/limits.h was reached */
	ERROR_MEMORY,    /* memory is short */
	ERROR_BUG,       /* cannot happen */
	ERROR_CODES      /* how many there are */
};

#define ERROR_TEXT 512

struct error {
	enum error_code code;
	char text[ERROR_TEXT];
};

/* Forgets what was there before. */
void error_clear(struct error *e);

/* Sets code and text (cut when too long); returns code.  e may be NULL. */
enum error_code error_set(struct error *e, enum error_code code,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The same with ": " and strerror(errno) behind the text. */
enum error_code error_set_errno(struct error *e, enum error_code code,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Puts "fmt: " before the text that is there; returns the code in e. */
enum error_code error_prefix(struct error *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A short name of the code, for logs and tests. */
const char *error_name(enum error_code code);

#endif
