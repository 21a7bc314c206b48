/* SPDX-License-Identifier: ISC */
/* Reading the message from standard input. */
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include "base/limits.h"
#include "mail/compose.h"
#include "mail/header.h"
#include "sendmail-shim/sendmail/source.h"

#define READ_STEP (64UL * 1024)

void
source_init(struct source *s, int fd, bool ignore_dot)
{
	*s = (struct source){.fd = fd, .intake.ignore_dot = ignore_dot};
	buf_init(&s->text, LIMIT_HEADERS + LIMIT_FRAME_DATA + 2 * READ_STEP);
}

void
source_clear(struct source *s)
{
	buf_clear(&s->text);
}

/* Reads one piece behind what is there. */
static enum error_code
read_piece(struct source *s, struct error *e)
{
	static char piece[READ_STEP];
	ssize_t n;

	do
		n = s->read != NULL ? s->read(s->read_arg, piece, sizeof(piece))
				    : read(s->fd, piece, sizeof(piece));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_set_errno(e, ERROR_SYSTEM, "reading the message");
	if (n == 0)
		intake_end(&s->intake, &s->text);
	else
		intake_add(&s->intake, view_make(piece, (size_t)n), &s->text);
	s->ended = s->intake.ended;
	if (s->text.failed)
		return error_set(e, ERROR_MEMORY, "no memory");
	return ERROR_NONE;
}

/* Whether the section ends before the text does; *section_out is its length
 * when so, or when there is no more text. */
static bool
find_section(struct source *s, size_t *section_out)
{
	struct view text = buf_view(&s->text), lines = text;

	while (lines.n > 0 && lines.p[lines.n - 1] != '\n')
		lines.n--;
	*section_out = header_section(lines);
	if (*section_out < lines.n || s->ended)
		return true;
	*section_out = header_section(text);
	return text.n > LIMIT_HEADERS && *section_out < text.n;
}

enum error_code
source_read_header(struct source *s, size_t *section_out, struct error *e)
{
	enum error_code code = ERROR_NONE;
	bool found = false;

	while (code == ERROR_NONE && !found) {
		code = read_piece(s, e);
		if (code != ERROR_NONE)
			break;
		buf_consume(
		    &s->text, compose_skip_envelope_line(buf_view(&s->text)));
		found = find_section(s, section_out);
		if (*section_out > LIMIT_HEADERS)
			code = error_set(e, ERROR_LIMIT,
			    "the header section is larger than %lu bytes",
			    LIMIT_HEADERS);
	}
	return code;
}

enum error_code
source_fill(struct source *s, size_t n, struct error *e)
{
	enum error_code code = ERROR_NONE;

	while (code == ERROR_NONE && s->text.n < n && !s->ended)
		code = read_piece(s, e);
	return code;
}
