/* SPDX-License-Identifier: ISC */
/* Where a relay's secret comes from: a file, a credential, or a command. */
#ifndef FLOW_RELAY_SECRET_H
#define FLOW_RELAY_SECRET_H

#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"
#include "base/view.h"
#include "conf/conf.h"

/* The command that prints it, NULL-terminated words; NULL: it is in a file. */
char *const *relay_secret_command(const struct conf_relay *relay);

/*
 * Writes the path of that file; credentials is the directory that the service
 * manager has put credentials into, or NULL.  ERROR_SETTINGS when there is
 * none, or when the path is too long.
 */
enum error_code relay_secret_path(const struct conf_relay *relay,
    const char *credentials, char *dst, size_t size, struct error *e);

/* Reads that file; the text does not name the key.  As file_read_secret(). */
enum error_code relay_secret_read(const struct conf_relay *relay,
    const char *credentials, struct secret *out, struct error *e);

/*
 * Takes the secret from what the command has printed: the first line.  After a
 * token a second line may be the number of seconds that it holds, which goes to
 * *seconds_out; else that is 0.  ERROR_SETTINGS when it is malformed, or has
 * expired; the text holds nothing of it.
 */
enum error_code relay_secret_parse(const struct conf_relay *relay,
    struct view printed, struct secret *out, uint64_t *seconds_out,
    struct error *e);

#endif
