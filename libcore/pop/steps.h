/* SPDX-License-Identifier: ISC */
/* The steps of a POP3 login as a table. */
#ifndef POP_STEPS_H
#define POP_STEPS_H

#include <stdbool.h>

#include "base/error.h"

enum pop_state {
	POP_GREETING,
	POP_STLS,
	POP_CAPA,
	POP_READY,       /* waits for credentials */
	POP_CREDENTIALS, /* the only state that they leave from */
	POP_STATES
};

struct pop_step {
	const char *name;    /* in messages */
	const char *command; /* what is sent; NULL: nothing, or its own */
	bool list;           /* +OK has lines behind it, up to a "." */
	bool challenges;     /* "+ " may come */
	bool secure;         /* entered inside verified TLS only */
	int ms;              /* how long its reply may take */
	enum error_code err; /* what -ERR means; ERROR_NONE: do without */
	const char *ok_text; /* what +OK means, in words for an administrator */
	const char *err_text; /* the same of -ERR */
};

const struct pop_step *pop_step_of(enum pop_state state);

#endif
