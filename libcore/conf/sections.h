/* SPDX-License-Identifier: ISC */
/* Sections of the parsed file become those of struct conf. */
#ifndef CONF_SECTIONS_H
#define CONF_SECTIONS_H

#include "base/error.h"
#include "conf/conf.h"
#include "conf/provider.h"
#include "conf/parsed.h"

/*
 * Checks all of what was parsed, the file called name, into c, which is empty
 * and to be freed by the caller also on failure.
 */
enum error_code sections_take(struct conf *c, const struct parsed *parsed,
    const char *name, const struct provider_places *places, struct error *e);

#endif
