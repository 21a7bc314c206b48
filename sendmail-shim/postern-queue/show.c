/* SPDX-License-Identifier: ISC */
/* Showing a message. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "queue/pickup.h"
#include "sendmail-shim/postern-queue/answer.h"
#include "sendmail-shim/postern-queue/show.h"
#include "sys/io.h"

#define HEADERS_END "\r\n\r\n"

void
show_open(struct runner *r, struct client *c, const struct listing *l)
{
	struct message m;
	struct error e;

	message_init(&m);
	if (pickup_open(r->store.dirs[listing_dir(l->place)], l->name,
		r->config.drop_uid, &m, &c->text, &e) == ERROR_NONE)
		c->text_at = m.offset;
	else
		answer_refuse(c, e.text);
	message_clear(&m);
}

/* Cuts bytes behind the header section, whose end may lie across two pieces:
 * what could be its beginning is left for the next one. */
static struct view
headers_only(struct view bytes, bool *last_out)
{
	const char *end =
	    memmem(bytes.p, bytes.n, HEADERS_END, strlen(HEADERS_END));

	if (end != NULL) {
		*last_out = true;
		return view_before(bytes, (size_t)(end - bytes.p) + 2);
	}
	if (!*last_out)
		bytes.n -= strlen(HEADERS_END) - 1;
	return bytes;
}

void
show_more(struct client *c)
{
	char bytes[CONTROL_DATA_MAX];
	ssize_t n = pread(c->text, bytes, sizeof(bytes), (off_t)c->text_at);
	bool last = n < (ssize_t)sizeof(bytes);
	struct view v = view_make(bytes, n > 0 ? (size_t)n : 0);

	if (n < 0) {
		io_close(&c->text);
		answer_refuse(c, strerrordesc_np(errno));
		return;
	}
	if (!c->query.text)
		v = headers_only(v, &last);
	if (v.n != 0)
		control_put_data(&c->out, v);
	c->text_at += v.n;
	if (last)
		io_close(&c->text);
}
