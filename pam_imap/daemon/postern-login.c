/* SPDX-License-Identifier: ISC */
/*
 * postern-login: decides about logins as a user of its own.  It parses nothing
 * that came from the network: imap-check speaks with mail servers, and is
 * started by a process that can do nothing else.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/names.h"
#include "pam_imap/daemon/once.h"
#include "sys/drop.h"
#include "sys/io.h"
#include "sys/log.h"

#define EXIT_USAGE 64

/*
 * A set-user-ID program (su, sudo) starts us with its user's own number beside
 * root's: that user must not be able to signal us, nor choose umask and
 * directory.
 */
static enum error_code
settle(struct error *e)
{
	if (!io_open_standard_fds())
		return error_set_errno(e, ERROR_SYSTEM, "/dev/null");
	umask(022);
	if (chdir("/") != 0)
		return error_set_errno(e, ERROR_SYSTEM, "/");
	if (geteuid() == 0 &&
	    (setresgid(0, 0, 0) != 0 || setresuid(0, 0, 0) != 0))
		return error_set_errno(e, ERROR_SYSTEM, "becoming root whole");
	return ERROR_NONE;
}

/* Everything that needs root, then nothing needs it any more. */
static enum error_code
prepare(struct starter *starter, struct error *e)
{
	enum error_code code = settle(e);

	if (code == ERROR_NONE)
		code = starter_open(starter, NAMES_CHECK_PROGRAM, e);
	if (code == ERROR_NONE && geteuid() == 0)
		code = drop_to_user(NAMES_LOGIN_USER, e);
	if (code == ERROR_NONE && !drop_harden())
		code = error_set_errno(e, ERROR_SYSTEM, "hardening");
	return code;
}

int
main(int argc, char **argv)
{
	struct starter starter;
	struct error e;
	const struct request_host host = {
	    .settings = NAMES_SETTINGS,
	    .check_owner = true,
	    .users = &resolve_places,
	    .registry = &registry_places,
	    .starter = &starter,
	};
	enum error_code code;

	if (argc != 2 || strcmp(argv[1], "--once") != 0) {
		fprintf(stderr, "usage: postern-login --once\n");
		return EXIT_USAGE;
	}
	log_open("postern-login", LOG_TARGET_SYSLOG_AUTH, false);
	code = prepare(&starter, &e);
	if (code == ERROR_NONE)
		code = once_serve(&host, &e);
	if (code != ERROR_NONE && code != ERROR_NOTFOUND)
		log_event(LOG_LEVEL_ERROR, "request: %s", e.text);
	return code == ERROR_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
