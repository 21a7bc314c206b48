/* SPDX-License-Identifier: ISC */
/* libconfuse's part: which sections and keys there are. */
#ifndef CONF_GRAMMAR_H
#define CONF_GRAMMAR_H

#include <confuse.h>

#include "base/error.h"

/* Which sections and keys: those of the settings, or of a provider file. */
enum grammar_kind { GRAMMAR_SETTINGS, GRAMMAR_PROVIDER };

/*
 * Parses text without comments, of the file called name.  *out is to be freed
 * with cfg_free(), NULL on failure.  ERROR_SETTINGS names file, line and key.
 */
enum error_code grammar_parse(const char *name, const char *text,
    enum grammar_kind kind, cfg_t **out, struct error *e);

#endif
