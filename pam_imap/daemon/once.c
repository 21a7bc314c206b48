/* SPDX-License-Identifier: ISC */
/* Serving a single request, for a module that started us. */
#include "config.h"

#include <unistd.h>

#include "pam_imap/daemon/once.h"

#define REPLY_MS 5000

/* The request, after a PREPARE the one that follows it. */
static enum error_code
hear(struct buf *b, struct protocol_request *out, struct error *e)
{
	struct deadline d = deadline_in(LIMIT_CREDENTIALS_MS);
	struct frame f;
	enum error_code code;

	do {
		code = frame_recv(STDIN_FILENO, b, d, &f, e);
		if (code == ERROR_NONE)
			code = protocol_get_request(&f, out, e);
	} while (code == ERROR_NONE && out->what == PROTOCOL_PREPARE);
	return code;
}

enum error_code
once_serve(const struct request_host *host, struct error *e)
{
	struct protocol_request request;
	struct protocol_reply reply;
	struct buf b;
	enum error_code code;

	secret_init(&request.password);
	buf_init_wiping(&b, PROTOCOL_SIZE);
	code = hear(&b, &request, e);
	buf_reset(&b);
	if (code == ERROR_NONE) {
		request_answer(host, &request, &reply);
		code = protocol_put_reply(&b, &reply)
		    ? frame_send(STDOUT_FILENO, &b, deadline_in(REPLY_MS), e)
		    : error_set(e, ERROR_MEMORY, "no memory for the reply");
	}
	secret_clear(&request.password);
	buf_clear(&b);
	return code;
}
