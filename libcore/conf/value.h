/* SPDX-License-Identifier: ISC */
/* Parsed settings become checked values. */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include <confuse.h>

#include "base/error.h"
#include "conf/conf.h"
#include "conf/marks.h"

struct provider_places;

/* A section that is being checked: where it stands, for messages. */
struct value_at {
	const char *file;
	const struct marks *marks;
	const struct provider_places *places;
	cfg_t *section;
	size_t nth; /* among those with its name */
	struct error *e;
};

/* Fails with file, line, section and key before the text. */
enum error_code value_bad(const struct value_at *at, const char *key,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* The line of a key, for conf_lines; 0 when it is not given. */
unsigned value_line(const struct value_at *at, const char *key);

/*
 * Each takes one key's value into *out (a text is allocated; all is left alone
 * when the key is missing, which is an error for value_servers and where
 * required) and fails with ERROR_SETTINGS or ERROR_MEMORY.
 */
enum error_code value_servers(const struct value_at *at, const char *key,
    enum endpoint_protocol protocol, struct conf_servers *out);
enum error_code value_path(
    const struct value_at *at, const char *key, char **out);
enum error_code value_mechanisms(
    const struct value_at *at, const char *key, bool token, char **out);
enum error_code value_pins(
    const struct value_at *at, const char *key, char **out);

/*
 * A duration from min to max, in seconds, or "off" for 0; a rate whose time is
 * at most max_seconds.
 */
enum error_code value_duration(const struct value_at *at, const char *key,
    unsigned min, unsigned max, unsigned *out);
enum error_code value_rate(const struct value_at *at, const char *key,
    unsigned max_seconds, struct conf_rate *out);

/*
 * The words of a command, NULL-terminated, the first an absolute path; what a
 * credential is called; what EHLO says (a name, or an address in brackets); an
 * IP address in its usual form; "any", "ipv4" or "ipv6".
 */
enum error_code value_command(
    const struct value_at *at, const char *key, char ***out);
enum error_code value_credential(
    const struct value_at *at, const char *key, char **out);
enum error_code value_helo(
    const struct value_at *at, const char *key, char **out);
enum error_code value_address(
    const struct value_at *at, const char *key, char **out);
enum error_code value_family(
    const struct value_at *at, const char *key, enum conf_family *out);

/*
 * An amount of bytes, a number with K, M, G or T for powers of 1024 behind it,
 * from min to max; a count from 1 to max.  "off" is 0, for a size where it may
 * be off.
 */
enum error_code value_size(const struct value_at *at, const char *key,
    uint64_t min, uint64_t max, bool may_be_off, uint64_t *out);
enum error_code value_count(
    const struct value_at *at, const char *key, unsigned max, unsigned *out);

enum error_code value_login_user(
    const struct value_at *at, const char *key, char **out);
enum error_code value_relay_user(
    const struct value_at *at, const char *key, char **out);
enum error_code value_senders(
    const struct value_at *at, const char *key, char ***out);
enum error_code value_domain(
    const struct value_at *at, const char *key, const char *value, char **out);

#endif
