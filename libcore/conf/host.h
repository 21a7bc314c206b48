/* SPDX-License-Identifier: ISC */
/* Names of hosts in other scripts than ASCII (IDNA 2008, RFC 5891). */
#ifndef CONF_HOST_H
#define CONF_HOST_H

#include <stddef.h>

#include "base/error.h"
#include "base/view.h"

/*
 * Writes name (UTF-8) as A-labels in lower case to dst; ASCII stays what it
 * is.  ERROR_SETTINGS when it is no name, or when it is not ASCII and the
 * build has no libidn2; the text is the reason alone.
 */
enum error_code host_to_ascii(
    struct view name, char *dst, size_t size, struct error *e);

/* The same for the host in a server's URL. */
enum error_code host_url_to_ascii(
    struct view url, char *dst, size_t size, struct error *e);

#endif
