/* SPDX-License-Identifier: ISC */
/* Listing the queue: from the runner, or for root from the spool itself. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/names.h"
#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/mailq/browse.h"
#include "sendmail-shim/mailq/mailq.h"
#include "sendmail-shim/mailq/print.h"

/* The exit status when nobody can tell. */
static int
give_up(const struct error *e)
{
	fprintf(stderr, "mailq: %s\n", e->text);
	return EX_UNAVAILABLE;
}

int
mailq_main(void)
{
	struct print p;
	struct error e;
	enum error_code code;

	print_init(&p, stdout);
	code = ask_list(NAMES_QUEUE_SOCKET, &p, &e);
	if (code == ERROR_NOTFOUND && geteuid() == 0) {
		p.note = "postern-queue is not running: nothing is sent at "
			 "present.";
		code = browse_spool(NAMES_SPOOL_DIR, &p, &e);
	} else if (code == ERROR_NOTFOUND) {
		error_set(&e, ERROR_NOTFOUND,
		    "postern-queue is not running, and only root can look "
		    "into the queue without it (start it: systemctl start "
		    "postern-queue, or postern-queue --foreground)");
	}
	if (code != ERROR_NONE)
		return give_up(&e);
	print_end(&p);
	return EX_OK;
}
