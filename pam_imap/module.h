/* SPDX-License-Identifier: ISC */
/*
 * What the files of pam_imap.so share.  The module lives in other people's
 * processes: no thread, no signal handler, nothing kept between two calls.
 */
#ifndef PAM_IMAP_MODULE_H
#define PAM_IMAP_MODULE_H

#include <stdbool.h>
#include <sys/types.h>

#include <security/pam_modules.h>

#include "flow/verdict.h"
#include "users/resolve.h"

/* One call into the module. */
struct module {
	pam_handle_t *pamh;
	bool silent;        /* PAM_SILENT */
	bool debug;         /* "debug": each step in the log */
	const char *prompt; /* "prompt=TEXT", or NULL for libpam's own */
};

/* Where this installation has things; tests have their own in its place. */
struct module_places {
	const char *login_socket;
	const char *login_program;
	int socket_ms;  /* how long reaching the socket may take */
	int timeout_ms; /* how long its answer may take */
	bool (*is_root)(void);
};

extern const struct module_places module_places;

/* Reads the arguments of the PAM line; unknown ones are logged. */
void module_init(struct module *m, pam_handle_t *pamh, int flags, int argc,
    const char **argv);

/* A line for the log, with its syslog priority; text is escaped. */
void module_log(const struct module *m, int priority, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, written only when "debug" asks for it. */
void module_debug(const struct module *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The one mapping of verdicts to PAM. */
int module_pam_code(enum verdict verdict);

/*
 * Shows a person a line, unless the application wants silence; what a terminal
 * must not get is replaced (words.h).
 */
void module_tell(const struct module *m, int style, const char *text);

#endif
