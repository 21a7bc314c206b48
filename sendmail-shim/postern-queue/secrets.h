/* SPDX-License-Identifier: ISC */
/*
 * The relays' secrets: read anew from files for each connection; fetched by
 * commands, one at a time, while the loop goes on; tokens are kept for as long
 * as they hold.  Times are seconds of the monotonic clock.
 */
#ifndef POSTERN_QUEUE_SECRETS_H
#define POSTERN_QUEUE_SECRETS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"
#include "conf/conf.h"
#include "sys/command.h"

/* What is known of one relay's. */
struct secrets_held {
	const struct conf_relay *relay;
	struct secret secret;
	int64_t until; /* a token holds until then */
	bool fetched;  /* it is there, and was not used yet */
	int64_t since; /* fetched: when that was */
	bool again;    /* it was fetched because the one before was refused */
	struct error failed; /* why there is none; code ERROR_NONE otherwise */
};

struct secrets {
	const char *settings;    /* the file's name, for texts */
	const char *credentials; /* their directory, or NULL */
	struct secrets_held *held;
	size_t n;
	struct command command;
	size_t running; /* whose it is, while it runs */
};

enum secrets_state {
	SECRETS_READY,
	SECRETS_COMING, /* a command runs: ask again when it has ended */
	SECRETS_FAILED
};

#define SECRETS_POLL COMMAND_POLL

/* The strings stay the caller's. */
void secrets_init(
    struct secrets *s, const char *settings, const char *credentials);

/* Kills what runs, and wipes everything. */
void secrets_clear(struct secrets *s);

/*
 * The relays are those of c from now on, which must live until the next call;
 * nothing is held of any.  False when memory is short.
 */
bool secrets_set(struct secrets *s, const struct conf *c);

/*
 * A relay's secret, if it is there; else its command is started.
 * SECRETS_FAILED with words for mailq, each time anew.
 */
enum secrets_state secrets_get(struct secrets *s,
    const struct conf_relay *relay, int64_t now, struct secret *out,
    struct error *e);

/*
 * The server refused what secrets_get() gave; true when it was a token, and
 * another one is worth a try at once: not when that one was the other.
 */
bool secrets_refused(struct secrets *s, const struct conf_relay *relay);

/* The server took it. */
void secrets_accepted(struct secrets *s, const struct conf_relay *relay);

/* Whether a command runs; then what to wait for, SECRETS_POLL entries. */
bool secrets_is_busy(const struct secrets *s);
void secrets_poll(const struct secrets *s, struct pollfd *fds);

/* Reads what the command prints, and notes its end; wipes what has expired, or
 * was not used for SECRETS_UNUSED seconds. */
#define SECRETS_UNUSED 300
void secrets_serve(struct secrets *s, int64_t now);

#endif
