/* SPDX-License-Identifier: ISC */
/* The reader of POP3 replies. */
#include "config.h"

#include "base/escape.h"
#include "base/limits.h"
#include "net/contact.h"
#include "pop/reply.h"

static enum error_code
read_list(struct stream *s, struct deadline d, struct pop_capabilities *caps,
    struct error *e)
{
	for (unsigned i = 0; i < LIMIT_REPLY_LINES; i++) {
		struct view line;
		enum error_code code = stream_read_line(s, &line, d, e);

		if (code != ERROR_NONE || pop_ends_list(line))
			return code;
		pop_add_capability(line, caps);
	}
	return error_set(e, ERROR_PROTOCOL,
	    "the server sends more than %d lines", LIMIT_REPLY_LINES);
}

enum error_code
pop_reply_read(struct stream *s, const struct pop_step *step, struct deadline d,
    struct pop_line *out, struct pop_capabilities *caps, struct error *e)
{
	struct view text;
	char shown[80];
	enum error_code code = stream_read_line(s, &text, d, e);

	if (code != ERROR_NONE)
		return code;
	if (!pop_parse_line(text, out))
		return error_set(e, ERROR_PROTOCOL,
		    "not a reply of POP3: \"%s\"",
		    escape_copy(text, shown, sizeof(shown)));
	if (out->kind == POP_CONTINUATION && !step->challenges)
		return error_set(e, ERROR_PROTOCOL,
		    "the server asks for something unexpectedly");
	if (out->kind != POP_OK || !step->list)
		return ERROR_NONE;
	*out = (struct pop_line){.kind = POP_OK};
	caps->known = true;
	return read_list(s, d, caps, e);
}

enum error_code
pop_reply_check(struct stream *s, struct error *e)
{
	enum error_code code = contact_look(s, e);
	struct view early = stream_received(s);
	char shown[120];

	if (code != ERROR_NONE || early.n == 0)
		return code;
	if (!view_starts(early, "-"))
		return error_set(e, ERROR_PROTOCOL,
		    "the server answers a command that was not sent");
	/* Words from outside TLS may be anybody's. */
	if (!stream_is_secure(s))
		return error_set(e, ERROR_LATER, "the server says good-bye");
	early = view_before(early, view_find(early, '\r'));
	return error_set(e, ERROR_LATER, "the server says good-bye: %s",
	    escape_copy(early, shown, sizeof(shown)));
}
