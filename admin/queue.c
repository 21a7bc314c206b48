/* SPDX-License-Identifier: ISC */
/* "postern queue": the commands over mail that waits. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "admin/queue.h"
#include "sendmail-shim/mailq/mailq.h"

#define WHICH "ID... | from=TEXT | to=TEXT | --all"

static int list_command(const struct command_line *line);

static const struct command commands[] = {
    {"list", "[--json] [--failed] [ID] [from=TEXT] [to=TEXT]",
	"what waits, as mailq", 0, 3, COMMAND_JSON | COMMAND_FAILED,
	list_command},
    {"show", "[--text] ID", "a message's envelope, state and header", 1, 1,
	COMMAND_TEXT, queue_show_command},
    {"hold", WHICH, "put aside until it is released", 0, -1, COMMAND_ALL,
	queue_change_hold},
    {"release", WHICH, "let what was held be sent", 0, -1, COMMAND_ALL,
	queue_change_release},
    {"retry", "[--failed] " WHICH, "try now, or again what was given up", 0, -1,
	COMMAND_ALL | COMMAND_FAILED, queue_change_retry},
    {"delete", "[--failed] " WHICH, "remove without a report", 0, -1,
	COMMAND_ALL | COMMAND_FAILED, queue_change_delete},
    {"flush", "", "try everything now", 0, 0, 0, queue_flush_command},
    {.name = NULL},
};

int
queue_command(const struct command_line *line)
{
	return command_run(commands, "postern queue", line);
}

static enum error_code
set_text(const char *text, char *dst, size_t size, struct error *e)
{
	if (dst[0] != '\0' || text[0] == '\0')
		return error_set(e, ERROR_INPUT, "one text of a kind");
	if (!view_copy(view_of(text), dst, size))
		return error_set(e, ERROR_INPUT, "too long");
	return ERROR_NONE;
}

enum error_code
queue_operand(const char *operand, struct control_query *q, struct error *e)
{
	static const char from[] = "from=", to[] = "to=";

	if (strncmp(operand, from, sizeof(from) - 1) == 0)
		return set_text(operand + sizeof(from) - 1, q->sender,
		    sizeof(q->sender), e);
	if (strncmp(operand, to, sizeof(to) - 1) == 0)
		return set_text(operand + sizeof(to) - 1, q->recipient,
		    sizeof(q->recipient), e);
	return set_text(operand, q->id, sizeof(q->id), e);
}

static int
list_command(const struct command_line *line)
{
	struct control_query q = {.failed = (line->options & COMMAND_FAILED)};
	struct error e;

	for (int i = 0; i < line->n; i++) {
		if (queue_operand(line->operands[i], &q, &e) == ERROR_NONE)
			continue;
		fprintf(stderr, "postern: %s: %s\n", line->operands[i], e.text);
		return EX_USAGE;
	}
	return mailq_list("postern", &q, (line->options & COMMAND_JSON) != 0);
}
