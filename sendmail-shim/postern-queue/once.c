/* SPDX-License-Identifier: ISC */
/* One request. */
#include "config.h"

#include "queue/control.h"
#include "sendmail-shim/postern-queue/intake.h"
#include "sendmail-shim/postern-queue/once.h"

#define TURN_MS 1000
#define REFUSE_MS 5000

void
once_serve(struct runner *r, int fd)
{
	runner_stop(r); /* nothing is sent */
	runner_turn(r, 0);
	while (intake_some(r))
		;
	server_adopt(r, fd);
	while (server_is_busy(&r->server))
		runner_turn(r, TURN_MS);
}

void
once_refuse(int fd, const struct error *e)
{
	const struct deadline d = deadline_in(REFUSE_MS);
	struct frame request;
	struct buf b;

	buf_init(&b, CONTROL_PAYLOAD + FRAME_HEAD);
	/* What is left unread would take the answer away with it. */
	frame_recv(fd, &b, d, &request, NULL);
	buf_reset(&b);
	if (control_put_refused(&b, e->text))
		frame_send(fd, &b, d, NULL);
	buf_clear(&b);
}
