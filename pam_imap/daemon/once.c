/* SPDX-License-Identifier: ISC */
/* Serving a single request, for a module that started us. */
#include "config.h"

#include <unistd.h>

#include "pam_imap/daemon/once.h"

/* The request comes at once: whoever starts us has it ready. */
#define REQUEST_MS 5000

enum error_code
once_serve(const struct request_host *host, struct error *e)
{
	struct protocol_request request;
	struct protocol_reply reply;
	struct frame f;
	struct buf b;
	enum error_code code;

	secret_init(&request.password);
	buf_init_wiping(&b, PROTOCOL_SIZE);
	code = frame_recv(STDIN_FILENO, &b, deadline_in(REQUEST_MS), &f, e);
	if (code == ERROR_NONE)
		code = protocol_get_request(&f, &request, e);
	buf_reset(&b);
	if (code == ERROR_NONE) {
		request_answer(host, &request, &reply);
		code = protocol_put_reply(&b, &reply)
		    ? frame_send(STDOUT_FILENO, &b, deadline_in(REQUEST_MS), e)
		    : error_set(e, ERROR_MEMORY, "no memory for the reply");
	}
	secret_clear(&request.password);
	buf_clear(&b);
	return code;
}
