/* SPDX-License-Identifier: ISC */
/* A relay section as relay-send is told of it. */
#ifndef FLOW_RELAY_TERMS_H
#define FLOW_RELAY_TERMS_H

#include "base/error.h"
#include "conf/conf.h"
#include "flow/handover.h"

/*
 * Fills in all but the secret, for one of the relay's servers; host is what
 * EHLO says where the section does not.  The rest of *out is zero.
 * ERROR_SETTINGS, with the relay's name in the text, when a value is too long.
 */
enum error_code relay_terms_fill(const struct conf_relay *relay,
    const char *url, const char *host, struct handover_relay *out,
    struct error *e);

#endif
