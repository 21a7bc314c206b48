/* SPDX-License-Identifier: ISC */
/* The module's surroundings in its test build: the current directory. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <security/pam_ext.h>
#include <security/pam_modutil.h>

#include "pam/suites.h"
#include "pam_imap/module.h"

static bool
is_root(void)
{
	return access("not-root", F_OK) != 0;
}

const struct module_places module_places = {
    .login_socket = "login.sock",
    .login_program = "./postern-login",
    .socket_ms = APP_SOCKET_MS,
    .timeout_ms = APP_ANSWER_MS,
    .is_root = is_root,
};

const struct resolve_places resolve_places = {
    .accounts = "accounts", .registry = "users", .etc_dir = "."};

/* The log is a file here, a line for each event behind its priority. */
void
pam_syslog(const pam_handle_t *pamh, int priority, const char *fmt, ...)
{
	FILE *f = fopen("log", "ae");
	va_list ap;

	(void)pamh;
	if (f == NULL)
		return;
	fprintf(f, "<%d>", priority);
	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
	fputc('\n', f);
	fclose(f);
}

/* What name service says in the tests, in the place of libpam's function. */
struct passwd *
pam_modutil_getpwnam(pam_handle_t *pamh, const char *user)
{
	static const struct {
		const char *name;
		uid_t uid;
	} known[] = {
	    {"root", 0},
	    {"toor", 0},
	    {"daemon", 1},
	    {"nobody", 65534},
	    {"bob", 1001},
	    {"tina", 1002},
	    {"alice@example.com", 2000300001},
	    {"gone@example.com", 2000300002},
	    {"zero@example.com", 0},
	    {"files@example.com", 1003},
	    {"bob@example.com", 2000300003},
	    {"was@example.com", 2000300004},
	};
	static struct passwd pw;

	(void)pamh;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(known[i].name, user) == 0) {
			pw.pw_uid = known[i].uid;
			return &pw;
		}
	}
	return NULL;
}
