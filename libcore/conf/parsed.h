/* SPDX-License-Identifier: ISC */
/* A file of ours in libconfuse's syntax: read, scanned and parsed. */
#ifndef CONF_PARSED_H
#define CONF_PARSED_H

#include <stdbool.h>

#include "base/buf.h"
#include "conf/grammar.h"
#include "conf/marks.h"

struct parsed {
	struct buf text;
	struct marks marks; /* point into text */
	cfg_t *cfg;
};

/*
 * Reads and parses the file at path, which must be root's and not writable by
 * others when check_owner.  ERROR_NOTFOUND when there is none, ERROR_SETTINGS
 * with file and line when it is wrong.  *out is to be cleared in either case.
 */
enum error_code parsed_read(const char *path, bool check_owner,
    enum grammar_kind kind, struct parsed *out, struct error *e);
void parsed_clear(struct parsed *s);

#endif
