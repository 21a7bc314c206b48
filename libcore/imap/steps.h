/* SPDX-License-Identifier: ISC */
/* The steps of an IMAP login as a table. */
#ifndef IMAP_STEPS_H
#define IMAP_STEPS_H

#include <stdbool.h>

#include "base/error.h"

enum imap_state {
	IMAP_GREETING,
	IMAP_STARTTLS,
	IMAP_CAPABILITY,
	IMAP_READY,       /* waits for credentials */
	IMAP_CREDENTIALS, /* the only state that they leave from */
	IMAP_STATES
};

struct imap_step {
	const char *name;    /* in messages */
	const char *command; /* sent behind a tag; NULL: nothing, or its own */
	bool greeting;       /* an untagged OK ends it, not a tagged reply */
	bool challenges;     /* "+" may come */
	bool secure;         /* entered inside verified TLS only */
	int ms;              /* how long its reply may take */
	enum error_code no;  /* what NO means here */
	enum error_code bad; /* what BAD means here */
	const char *ok_text; /* what OK means, in words for an administrator */
	const char *no_text; /* the same of NO and BAD */
	const char *bad_text;
};

const struct imap_step *imap_step_of(enum imap_state state);

#endif
