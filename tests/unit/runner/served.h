/* SPDX-License-Identifier: ISC */
/* A stage whose runner has a socket, and clients of it. */
#ifndef TESTS_RUNNER_SERVED_H
#define TESTS_RUNNER_SERVED_H

#include "queue/control.h"
#include "runner/stage.h"
#include "sendmail-shim/mailq/print.h"

/* A user who is not root. */
#define SERVED_OTHER 4242

struct served {
	struct stage s;
	char socket[STAGE_PATH + 16];
	char printed[STAGE_PATH + 16];
	int lock;
	struct control_query query; /* of served_request() */
	enum control_frame request;
};

void served_init(struct served *v);
void served_clear(struct served *v);

/* What a client does; the code is its exit status. */
typedef enum error_code served_fn(
    const struct served *v, struct print *p, struct error *e);

/* Does it in another process, as another user if uid is not 0; its status.
 * What it prints, or its error, is in v->printed. */
int served_ask(struct served *v, served_fn *fn, uid_t uid);

/* Things to do: list, flush; and what request and query say. */
served_fn served_list, served_flush, served_request;

/* The last one, for the message called name (NULL: all). */
int served_do(
    struct served *v, enum control_frame request, const char *name, uid_t uid);

/* A connection that says nothing yet. */
int served_dial(const struct served *v);

#define served_printed(v, text) stage_has((v)->printed, text)

#endif
