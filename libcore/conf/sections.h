/* SPDX-License-Identifier: ISC */
/* Sections of the parsed file become those of struct conf. */
#ifndef CONF_SECTIONS_H
#define CONF_SECTIONS_H

#include <confuse.h>

#include "base/error.h"
#include "conf/conf.h"
#include "conf/marks.h"

/*
 * Checks all of cfg into c, which is empty and to be freed by the caller also
 * on failure.
 */
enum error_code sections_take(struct conf *c, cfg_t *cfg,
    const struct marks *marks, const char *file, struct error *e);

#endif
