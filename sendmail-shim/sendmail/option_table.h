/* SPDX-License-Identifier: ISC */
/* Every option of sendmail's command line and what it does. */
#ifndef SENDMAIL_OPTION_TABLE_H
#define SENDMAIL_OPTION_TABLE_H

#include "sendmail-shim/sendmail/options.h"

/* How an option takes a value. */
enum option_takes {
	OPTION_NOTHING,
	OPTION_VALUE,    /* attached or as the next word */
	OPTION_ATTACHED, /* attached, if at all */
	OPTION_CHOICE    /* the same; behind I, R or S alone the next word */
};

/* Acts on *o; value is NULL where none was given.  ERROR_REFUSED for a value
 * that is wrong, ERROR_INPUT for an address that is none. */
typedef enum error_code option_fn(
    struct options *o, const char *value, struct error *e);

struct option_rule {
	char letter;
	enum option_takes takes;
	option_fn *fn; /* NULL: accepted and ignored */
};

#define OPTION_TABLE_SIZE 33

extern const struct option_rule option_table[OPTION_TABLE_SIZE];

#endif
