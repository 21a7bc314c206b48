/* SPDX-License-Identifier: ISC */
/* Printing the queue. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/escape.h"
#include "sendmail-shim/mailq/print.h"

/* Text from outside, escaped. */
#define TEXT_MAX 2048

void
print_init(struct print *p, FILE *to)
{
	*p = (struct print){.to = to, .now = (int64_t)time(NULL)};
}

char *
print_span(int64_t seconds, char dst[PRINT_SHORT])
{
	static const struct {
		int64_t below;
		int64_t unit;
		char letter;
	} units[] = {{120, 1, 's'}, {120 * 60, 60, 'm'}, {48 * 3600, 3600, 'h'},
	    {INT64_MAX, 24 * 3600, 'd'}};
	size_t i = 0;

	if (seconds < 0)
		seconds = 0;
	while (seconds >= units[i].below && units[i].below != INT64_MAX)
		i++;
	seconds /= units[i].unit;
	if (seconds > 99999)
		seconds = 99999;
	snprintf(dst, PRINT_SHORT, "%d%c", (int)seconds, units[i].letter);
	return dst;
}

char *
print_size(uint64_t bytes, char dst[PRINT_SHORT])
{
	static const char letters[] = "KMGT";
	uint64_t tenths = bytes * 10 / 1024;
	size_t i = 0;

	if (bytes < 1024) {
		snprintf(dst, PRINT_SHORT, "%u", (unsigned)bytes);
		return dst;
	}
	if (bytes > UINT64_MAX / 10)
		tenths = UINT64_MAX / 1024;
	while (tenths >= 10240 && i + 1 < strlen(letters)) {
		tenths /= 1024;
		i++;
	}
	if (tenths < 100)
		snprintf(dst, PRINT_SHORT, "%u.%u%c", (unsigned)(tenths / 10),
		    (unsigned)(tenths % 10), letters[i]);
	else
		snprintf(dst, PRINT_SHORT, "%u%c",
		    (unsigned)(tenths / 10 % 1000000), letters[i]);
	return dst;
}

void
print_state(struct print *p, const struct control_state *s)
{
	char text[TEXT_MAX], span[PRINT_SHORT];

	p->note = NULL;
	if (s->reason[0] == '\0')
		return;
	fprintf(p->to, "Nothing is sent at present: %s",
	    escape_copy(view_of(s->reason), text, sizeof(text)));
	if (s->due != 0)
		fprintf(p->to, " (next attempt in %s)",
		    print_span(s->due - p->now, span));
	fputc('\n', p->to);
}

void
print_message(struct print *p, const struct control_message *m)
{
	char text[TEXT_MAX], age[PRINT_SHORT], size[PRINT_SHORT];

	if (p->messages == 0 && p->note != NULL)
		fprintf(p->to, "%s\n", p->note);
	if (p->messages++ == 0)
		fprintf(
		    p->to, "%-33s %5s %6s %s\n", "ID", "AGE", "SIZE", "FROM");
	p->bytes += m->size;
	p->place = m->place;
	fprintf(p->to, "%-33s %5s %6s <%s>\n", m->id,
	    print_span(p->now - m->time, age), print_size(m->size, size),
	    escape_copy(view_of(m->sender), text, sizeof(text)));
	if (m->place == CONTROL_HELD)
		fprintf(p->to,
		    "    held by an administrator, until "
		    "\"postern queue release\"\n");
	if (m->place == CONTROL_GIVEN)
		fprintf(p->to,
		    "    given up, kept until \"postern queue "
		    "retry\" or \"delete\"\n");
}

/* What a state means to somebody who waits. */
static const char *const words[JOURNAL_STATES] = {
    [JOURNAL_WAITING] = "waiting",
    [JOURNAL_DEFERRED] = "deferred",
    [JOURNAL_HELD] = "held until somebody mends it",
    [JOURNAL_UNKNOWN] = "perhaps sent, the answer was lost",
    [JOURNAL_SENT] = "sent",
    [JOURNAL_BOUNCED] = "refused, the sender was told",
    [JOURNAL_FAILED] = "given up",
};

void
print_recipient(struct print *p, const struct control_recipient *r)
{
	char text[TEXT_MAX], span[PRINT_SHORT];
	bool waits = !journal_state_done(r->state) && p->place == CONTROL_QUEUE;

	fprintf(p->to, "    to <%s>",
	    escape_copy(view_of(r->address), text, sizeof(text)));
	if (strcmp(r->address, r->original) != 0)
		fprintf(p->to, " for <%s>",
		    escape_copy(view_of(r->original), text, sizeof(text)));
	fprintf(p->to, ": %s",
	    p->place != CONTROL_NEW ? words[r->state] : "not taken in yet");
	if (r->attempts != 0)
		fprintf(p->to, ", %" PRIu64 " attempt%s", r->attempts,
		    r->attempts == 1 ? "" : "s");
	if (waits && r->due > p->now)
		fprintf(
		    p->to, ", next in %s", print_span(r->due - p->now, span));
	if (r->reply[0] != '\0')
		fprintf(p->to, "\n        %s",
		    escape_copy(view_of(r->reply), text, sizeof(text)));
	fputc('\n', p->to);
}

void
print_end(struct print *p)
{
	char size[PRINT_SHORT];

	if (p->messages == 0)
		fprintf(p->to, "Mail queue is empty\n");
	else
		fprintf(p->to, "%u message%s, %s bytes\n", p->messages,
		    p->messages == 1 ? "" : "s", print_size(p->bytes, size));
}

static bool
hear_state(void *arg, const struct control_state *s)
{
	print_state(arg, s);
	return true;
}

static bool
hear_message(void *arg, const struct control_message *m)
{
	struct print *p = arg;

	print_message(p, m);
	return ferror(p->to) == 0;
}

static bool
hear_recipient(void *arg, const struct control_recipient *r)
{
	print_recipient(arg, r);
	return true;
}

struct ask_ear
print_ear(struct print *p)
{
	return (struct ask_ear){.arg = p,
	    .state = hear_state,
	    .message = hear_message,
	    .recipient = hear_recipient};
}
