/* SPDX-License-Identifier: ISC */
/* "postern queue show": one message. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "admin/queue.h"
#include "base/escape.h"
#include "sendmail-shim/mailq/print.h"

/* The text behind what mailq prints of it. */
struct show {
	struct print print;
	struct ask_ear printer;
	bool begun;
	bool raw; /* standard output is no terminal: the bytes as they are */
};

static bool
show_message(void *arg, const struct control_message *m)
{
	struct show *s = arg;

	return s->printer.message(s->printer.arg, m);
}

static bool
show_recipient(void *arg, const struct control_recipient *r)
{
	struct show *s = arg;

	return s->printer.recipient(s->printer.arg, r);
}

/* A terminal gets no control characters that a sender chose. */
static void
put_line(struct view line)
{
	struct buf b;

	if (line.n != 0 && line.p[line.n - 1] == '\r')
		line.n--;
	buf_init(&b, 5 * CONTROL_DATA_MAX);
	if (escape_add(&b, line))
		fwrite(b.p, 1, b.n, stdout);
	buf_clear(&b);
}

static bool
show_data(void *arg, struct view bytes)
{
	struct show *s = arg;
	size_t end;

	if (!s->begun)
		putchar('\n');
	s->begun = true;
	if (s->raw)
		return fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n;
	while (bytes.n != 0) {
		end = view_find(bytes, '\n');
		put_line(view_before(bytes, end));
		if (end != bytes.n)
			putchar('\n');
		bytes = view_from(bytes, end + 1);
	}
	return true;
}

int
queue_show_command(const struct command_line *line)
{
	struct control_query q = {.text = (line->options & COMMAND_TEXT) != 0};
	struct show s = {.raw = !isatty(STDOUT_FILENO)};
	const struct ask_ear ear = {.arg = &s,
	    .message = show_message,
	    .recipient = show_recipient,
	    .data = show_data};
	struct error e;

	print_init(&s.print, stdout);
	s.printer = print_ear(&s.print);
	if (queue_operand(line->operands[0], &q, &e) == ERROR_NONE &&
	    queue_ask(CONTROL_SHOW, &q, &ear, &e) == ERROR_NONE)
		return EX_OK;
	fprintf(stderr, "postern: %s: %s\n", line->operands[0], e.text);
	return EX_UNAVAILABLE;
}
