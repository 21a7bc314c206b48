/* SPDX-License-Identifier: ISC */
/* Listing the queue: from the runner, or for root from the spool itself. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/names.h"
#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/mailq/browse.h"
#include "sendmail-shim/mailq/json.h"
#include "sendmail-shim/mailq/mailq.h"
#include "sendmail-shim/mailq/print.h"

#define NOT_RUNNING "postern-queue is not running: nothing is sent at present."

/* From whoever can tell. */
static enum error_code
list(const struct control_query *q, const struct ask_ear *ear, struct error *e)
{
	enum error_code code = ask(NAMES_QUEUE_SOCKET, CONTROL_LIST, q, ear, e);

	if (code == ERROR_NOTFOUND && geteuid() == 0)
		return browse_spool(NAMES_SPOOL_DIR, q, ear, e);
	if (code == ERROR_NOTFOUND)
		error_set(e, ERROR_NOTFOUND,
		    "postern-queue is not running, and only root can look "
		    "into the queue without it (start it: systemctl start "
		    "postern-queue, or postern-queue --foreground)");
	return code;
}

static bool
list_json(const struct control_query *q, struct error *e)
{
	struct json j;
	struct ask_ear ear;

	json_init(&j, stdout);
	ear = json_ear(&j);
	if (list(q, &ear, e) != ERROR_NONE)
		return false;
	if (json_end(&j))
		return true;
	error_set(e, ERROR_SYSTEM, "the output is not whole");
	return false;
}

static bool
list_text(const struct control_query *q, struct error *e)
{
	struct print p;
	struct ask_ear ear;

	print_init(&p, stdout);
	p.note = NOT_RUNNING;
	ear = print_ear(&p);
	if (list(q, &ear, e) != ERROR_NONE)
		return false;
	print_end(&p);
	return true;
}

int
mailq_list(const char *program, const struct control_query *q, bool json)
{
	struct error e;

	if (json ? list_json(q, &e) : list_text(q, &e))
		return EX_OK;
	fprintf(stderr, "%s: %s\n", program, e.text);
	return EX_UNAVAILABLE;
}

bool
mailq_take_json(int *argc, char **argv)
{
	int kept = 0;

	for (int i = 0; i < *argc; i++)
		if (i == 0 || strcmp(argv[i], "--json") != 0)
			argv[kept++] = argv[i];
	if (kept == *argc)
		return false;
	argv[kept] = NULL;
	*argc = kept;
	return true;
}
