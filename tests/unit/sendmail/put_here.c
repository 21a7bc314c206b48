/* SPDX-License-Identifier: ISC */
/* queue-put for tests: the same work on the spool that argv names. */
#include "config.h"

#include <signal.h>
#include <sysexits.h>
#include <unistd.h>

#include "sendmail-shim/queue-put/put.h"

int
main(int argc, char **argv)
{
	struct put p = {
	    .in = STDIN_FILENO, .out = STDOUT_FILENO, .who = {.uid = getuid()}};
	struct sigaction ignored = {.sa_handler = SIG_IGN};

	if (argc != 2)
		return EX_USAGE;
	sigaction(SIGPIPE, &ignored, NULL);
	p.spool = argv[1];
	return put_run(&p);
}
