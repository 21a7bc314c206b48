/* SPDX-License-Identifier: ISC */
/*
 * The settings in force: read at the start and whenever the file changes.  A
 * missing or broken file never stops the runner; what was in force before
 * stays, and the log says so once.
 */
#ifndef POSTERN_QUEUE_SETTINGS_H
#define POSTERN_QUEUE_SETTINGS_H

#include <stdbool.h>

#include "base/limits.h"
#include "conf/conf.h"
#include "flow/handover.h"
#include "sendmail-shim/postern-queue/stamp.h"

struct settings {
	const char *path;
	const char *credentials; /* their directory, or NULL */
	bool check_owner;
	struct conf *conf;   /* NULL before the first settings_refresh() */
	struct stamp stamp;  /* of the file that was read */
	struct stamp others; /* of the secrets and CA files it names */
	char host[LIMIT_HOST + 1];   /* of Received, EHLO and reports */
	char domain[LIMIT_HOST + 1]; /* completes bare names */
	struct error broken; /* code ERROR_NONE: the file is all right */
};

/* The strings stay the caller's. */
void settings_init(struct settings *s, const char *path,
    const char *credentials, bool check_owner);
void settings_clear(struct settings *s);

/* Whether the file is not the one that was read last. */
bool settings_changed(const struct settings *s);

/*
 * Reads the file when it is not the one that was read last; true when other
 * settings are in force now: then *old_out are those of before, the caller's.
 */
bool settings_refresh(struct settings *s, struct conf **old_out);

/* Whether a secret or CA file changed since this was asked last. */
bool settings_others_changed(struct settings *s);

/* What relay-send is told for a relay and one of its URLs, but for the secret.
 * ERROR_SETTINGS with words for mailq. */
enum error_code settings_relay(const struct settings *s,
    const struct conf_relay *relay, const char *url, struct handover_relay *out,
    struct error *e);

#endif
