/* SPDX-License-Identifier: ISC */
/* What clients do with a connection, whatever they speak. */
#include "config.h"

#include "net/contact.h"

enum error_code
contact_start_tls(const struct contact *c, struct deadline d, struct error *e)
{
	enum error_code code =
	    stream_start_tls(c->stream, c->tls, c->peer, d, e);

	if (code == ERROR_NONE)
		trace_step(&c->trace,
		    "TLS is up: %s, certificate verified for %s, pin %s",
		    stream_tls_text(c->stream), c->peer->host,
		    stream_pin(c->stream));
	return code;
}

enum error_code
contact_look(struct stream *s, struct error *e)
{
	bool moved;
	enum error_code code = stream_move(s, &moved, e);

	return stream_received(s).n > 0 ? ERROR_NONE : code;
}

enum error_code
contact_look_silent(struct stream *s, struct error *e)
{
	enum error_code code = contact_look(s, e);

	if (code == ERROR_NONE && stream_received(s).n > 0)
		code = error_set(
		    e, ERROR_LATER, "the server did not wait for the password");
	return code;
}
