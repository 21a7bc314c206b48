/* SPDX-License-Identifier: ISC */
/* Sections of a parsed provider file become a struct provider. */
#ifndef CONF_PROVIDER_TAKE_H
#define CONF_PROVIDER_TAKE_H

#include "conf/provider.h"
#include "conf/parsed.h"

/*
 * Checks all of what was parsed, the file called name, into p, which has its
 * name and is to be freed by the caller also on failure.
 */
enum error_code provider_take(const struct parsed *parsed, const char *name,
    struct provider *p, struct error *e);

#endif
