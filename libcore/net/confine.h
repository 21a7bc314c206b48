/* SPDX-License-Identifier: ISC */
/* The sandbox of the programs that speak with a mail server. */
#ifndef NET_CONFINE_H
#define NET_CONFINE_H

#include "base/error.h"

/*
 * From here on this process reads nothing but what resolving and TLS need:
 * the resolver's and the TLS library's settings, the CA stores, libraries that
 * the resolver may load, and ca_file (NULL for none).  Returns what
 * sandbox_read_only() returns.
 */
enum error_code confine_network(const char *ca_file, struct error *e);

#endif
