/* SPDX-License-Identifier: ISC */
/*
 * relay-send: speaks with a submission server for postern-queue.  It runs as
 * the runner's user in a sandbox; messages and the secret come as frames and
 * open files over its standard input (flow/handover.h is the contract), and
 * what became of them goes back the same way.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/names.h"
#include "flow/relay.h"
#include "sys/drop.h"
#include "sys/io.h"

/*
 * Gives up what this program does not need before it reads a byte, and dies
 * with the runner, which may be gone while it still connects.
 */
static enum error_code
drop(struct error *e)
{
	enum error_code code = ERROR_NONE;

	if (geteuid() == 0 || getuid() == 0)
		code = drop_to_user(NAMES_QUEUE_USER, e);
	if (code == ERROR_NONE &&
	    (!drop_harden() || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0))
		code = error_set_errno(e, ERROR_SYSTEM, "hardening");
	return code;
}

int
main(int argc, char *argv[])
{
	struct error e;
	enum error_code code;

	(void)argv;
	error_clear(&e);
	if (argc != 1) {
		fputs("usage: relay-send (postern-queue starts it)\n", stderr);
		return EXIT_FAILURE;
	}
	code = io_open_standard_fds() ? drop(&e) : ERROR_SYSTEM;
	if (code == ERROR_NONE)
		code = relay_run(STDIN_FILENO, &e);
	/* ERROR_NOTFOUND: the runner has gone away. */
	if (code != ERROR_NONE && code != ERROR_NOTFOUND)
		fprintf(stderr, "relay-send: %s\n", e.text);
	return code == ERROR_NONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
