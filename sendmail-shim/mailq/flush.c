/* SPDX-License-Identifier: ISC */
/* Running the queue. */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/names.h"
#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/mailq/flush.h"
#include "sendmail-shim/mailq/rouse.h"

/* For a runner that was started to make its socket, and a look meanwhile. */
#define START_MS 30000
#define LOOK_MS 50

struct flush {
	const char *program;
	bool verbose;
	bool failed;
};

static bool
hear_result(void *arg, const struct control_result *r)
{
	struct flush *f = arg;

	if (!r->done) {
		fprintf(stderr, "%s: %s: not tried now: %s\n", f->program,
		    r->id, r->why);
		f->failed = true;
	} else if (f->verbose) {
		printf("%s: tried now\n", r->id);
	}
	return true;
}

/* Asks, and where a runner was just started, until it answers. */
static enum error_code
request(
    const struct control_query *q, const struct ask_ear *ear, struct error *e)
{
	struct deadline d = deadline_in(START_MS);
	enum rouse rouse =
	    rouse_runner(NAMES_QUEUE_SOCKET, NAMES_QUEUE_PROGRAM);
	enum error_code code;

	do
		code = ask(NAMES_QUEUE_SOCKET, CONTROL_FLUSH, q, ear, e);
	while (code == ERROR_NOTFOUND && rouse == ROUSE_STARTED &&
	    !deadline_passed(d) && poll(NULL, 0, LOOK_MS) == 0);
	if (code == ERROR_NOTFOUND)
		error_set(e, ERROR_NOTFOUND,
		    "postern-queue is not running (start it: systemctl start "
		    "postern-queue, or postern-queue --foreground)");
	return code;
}

int
flush_queue(const char *program, const struct control_query *q, bool verbose)
{
	struct flush f = {.program = program, .verbose = verbose};
	const struct ask_ear ear = {.arg = &f, .result = hear_result};
	struct control_query query = *q;
	enum error_code code;
	struct error e;

	query.all = control_query_is_open(q);
	code = request(&query, &ear, &e);
	if (code != ERROR_NONE)
		fprintf(stderr, "%s: %s\n", program, e.text);
	if (code == ERROR_DENIED && geteuid() != 0)
		return EX_NOPERM;
	return code == ERROR_NONE && !f.failed ? EX_OK : EX_UNAVAILABLE;
}
