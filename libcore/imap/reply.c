/* SPDX-License-Identifier: ISC */
/* The reader of IMAP replies. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/escape.h"
#include "imap/reply.h"
#include "net/contact.h"

enum error_code
imap_replies_init(
    struct imap_replies *r, struct stream *stream, struct error *e)
{
	unsigned char random[IMAP_TAG_RANDOM];

	memset(r, 0, sizeof(*r));
	r->stream = stream;
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return error_set(e, ERROR_SYSTEM, "no random numbers");
	for (size_t i = 0; i < sizeof(random); i++)
		r->prefix[i] = (char)('a' + random[i] % 26);
	return ERROR_NONE;
}

/* What the server says of itself, escaped, for a message. */
static const char *
quote(struct view text, char *dst, size_t size)
{
	return escape_copy(text, dst, size);
}

static enum error_code
refuse_bye(const struct imap_line *line, bool secure, struct error *e)
{
	char text[200];

	/* Words from outside TLS may be anybody's. */
	return error_set(e, ERROR_LATER, "the server says good-bye%s%s",
	    secure ? ": " : "",
	    secure ? quote(line->text, text, sizeof(text)) : "");
}

/* Words for the person, which only the verified server may have. */
static void
keep_alert(struct imap_replies *r, const struct imap_line *line)
{
	if (stream_is_secure(r->stream) &&
	    view_eq_case_str(line->code, "ALERT"))
		escape_copy(line->text, r->alert, sizeof(r->alert));
}

/* What an untagged line changes; outside TLS nothing is believed. */
static enum error_code
take_untagged(
    struct imap_replies *r, const struct imap_line *line, struct error *e)
{
	bool secure = stream_is_secure(r->stream);

	if (line->status == IMAP_BYE)
		return refuse_bye(line, secure, e);
	if (line->status == IMAP_PREAUTH)
		return error_set(e, ERROR_PROTOCOL,
		    "the server says that somebody is logged in already "
		    "(PREAUTH)");
	if (line->literal)
		return error_set(e, ERROR_PROTOCOL,
		    "the server sends a literal before the login");
	if (!secure)
		return ERROR_NONE;
	if (line->status == IMAP_CAPABILITIES)
		imap_parse_capabilities(line->text, &r->caps);
	else if (view_eq_case_str(line->code, "CAPABILITY"))
		imap_parse_capabilities(line->code_rest, &r->caps);
	keep_alert(r, line);
	return ERROR_NONE;
}

/* Whether this line is the one waited for; e->code tells of a bad one. */
static bool
ends_step(struct imap_replies *r, const struct imap_step *step,
    const struct imap_line *line, struct error *e)
{
	error_clear(e);
	if (line->kind == IMAP_UNTAGGED) {
		if (take_untagged(r, line, e) != ERROR_NONE)
			return false;
		if (!step->greeting)
			return false;
		if (line->status != IMAP_OK)
			error_set(e, ERROR_PROTOCOL,
			    "the server does not greet with OK");
		return true;
	}
	if (line->kind == IMAP_CONTINUATION) {
		if (!step->challenges)
			error_set(e, ERROR_PROTOCOL,
			    "the server asks for something unexpectedly");
		return true;
	}
	if (!view_eq_str(line->tag, r->tag))
		error_set(e, ERROR_PROTOCOL,
		    "the server answers a command that was not sent");
	keep_alert(r, line);
	return true;
}

static enum error_code
parse(struct view text, struct imap_line *out, struct error *e)
{
	char shown[80];

	if (imap_parse_line(text, out))
		return ERROR_NONE;
	return error_set(e, ERROR_PROTOCOL, "not a reply of IMAP: \"%s\"",
	    quote(text, shown, sizeof(shown)));
}

enum error_code
imap_replies_read(struct imap_replies *r, const struct imap_step *step,
    struct deadline d, struct imap_line *out, struct error *e)
{
	for (unsigned i = 0; i < LIMIT_REPLY_LINES; i++) {
		struct view text;
		enum error_code code = stream_read_line(r->stream, &text, d, e);

		if (code == ERROR_NONE)
			code = parse(text, out, e);
		if (code != ERROR_NONE)
			return code;
		if (ends_step(r, step, out, e))
			return e->code;
		if (e->code != ERROR_NONE)
			return e->code;
	}
	return error_set(e, ERROR_PROTOCOL,
	    "the server sends more than %d lines", LIMIT_REPLY_LINES);
}

enum error_code
imap_replies_check(struct imap_replies *r, struct error *e)
{
	static const struct imap_step none = {.name = "before a command"};
	enum error_code code = contact_look(r->stream, e);
	struct imap_line line;
	struct view text;
	int taken;

	r->tag[0] = '\0';
	if (code != ERROR_NONE)
		return code;
	while ((taken = stream_take_line(r->stream, &text)) == 1) {
		if (parse(text, &line, e) != ERROR_NONE)
			return e->code;
		ends_step(r, &none, &line, e);
		if (e->code != ERROR_NONE)
			return e->code;
	}
	if (taken < 0)
		return error_set(
		    e, ERROR_PROTOCOL, "the server sent an overlong line");
	return ERROR_NONE;
}

enum error_code
imap_replies_next(struct imap_replies *r, struct error *e)
{
	enum error_code code = imap_replies_check(r, e);

	if (code != ERROR_NONE)
		return code;
	r->commands++;
	snprintf(r->tag, sizeof(r->tag), "%s%u", r->prefix, r->commands % 1000);
	return ERROR_NONE;
}
