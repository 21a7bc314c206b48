/* SPDX-License-Identifier: ISC */
/* A section's keys, and what the provider that it names says instead. */
#ifndef CONF_PROVIDER_USE_H
#define CONF_PROVIDER_USE_H

#include "conf/provider.h"
#include "conf/value.h"

/* The provider that the section names; NULL in *out when it names none. */
enum error_code provider_of(const struct value_at *at, struct provider **out);

/* The line of "server", or of "provider" where that stands for it. */
unsigned provider_server_line(const struct value_at *at);

/* The section's key, else what p says (p may be NULL), else the default. */
enum error_code provider_servers(const struct value_at *at,
    const struct provider *p, enum endpoint_protocol protocol,
    struct conf_servers *out);
enum error_code provider_login_user(const struct value_at *at,
    const struct provider *p, const char *domain, char **out);
enum error_code provider_senders(
    const struct value_at *at, struct conf_relay *r);

/* Whether the relay's secret is of the kind that its provider takes. */
enum error_code provider_check_secret(
    const struct value_at *at, const struct conf_relay *r);

#endif
