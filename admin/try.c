/* SPDX-License-Identifier: ISC */
/* Starting imap-check for one errand. */
#include "config.h"

#include <string.h>

#include "admin/try.h"
#include "flow/worker.h"
#include "sys/io.h"
#include "sys/spawn.h"

/* The worker ends by itself; this much later it is taken for hung. */
#define GRACE_MS 5000

enum error_code
try_attempt(const char *program, const struct attempt_server *server,
    const struct attempt_credentials *credentials, errand_trace_fn *fn,
    void *arg, struct attempt_verdict *out, struct error *e)
{
	struct deadline d = deadline_in((int64_t)server->timeout_ms + GRACE_MS);
	enum error_code code;
	int pair[2];
	pid_t pid;

	memset(out, 0, sizeof(*out));
	if (!spawn_socketpair(pair))
		return error_set_errno(e, ERROR_SYSTEM, "socketpair");
	pid = worker_start(program, pair[1], pair[1], e);
	io_close(&pair[1]);
	code = pid < 0
	    ? e->code
	    : errand_run(pair[0], server, credentials, d, fn, arg, out, e);
	io_close(&pair[0]);
	if (pid > 0)
		spawn_wait(pid, deadline_in(GRACE_MS));
	return code;
}
