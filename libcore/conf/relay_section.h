/* SPDX-License-Identifier: ISC */
/* A relay section of the parsed file becomes a struct conf_relay. */
#ifndef CONF_RELAY_SECTION_H
#define CONF_RELAY_SECTION_H

#include "base/error.h"
#include "conf/conf.h"
#include "conf/value.h"

/*
 * Checks the section at into r, which is empty and to be freed by the caller
 * also on failure.  ERROR_SETTINGS, ERROR_MEMORY.
 */
enum error_code relay_section_take(
    const struct value_at *at, struct conf_relay *r);

#endif
