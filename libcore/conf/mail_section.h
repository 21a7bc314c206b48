/* SPDX-License-Identifier: ISC */
/* The mail section of the parsed file becomes struct conf_mail. */
#ifndef CONF_MAIL_SECTION_H
#define CONF_MAIL_SECTION_H

#include "conf/value.h"

/*
 * Checks the section of cfg, which may be missing, into m, which holds the
 * defaults; at says where errors are.  ERROR_SETTINGS, ERROR_MEMORY.
 */
enum error_code mail_section_take(
    struct value_at *at, cfg_t *cfg, struct conf_mail *m);

#endif
