/* SPDX-License-Identifier: ISC */
/* Timed lines on standard output. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>

#include "admin/steps.h"
#include "base/error.h"
#include "base/escape.h"
#include "sys/deadline.h"

void
steps_start(struct steps *s)
{
	*s = (struct steps){.started = deadline_now()};
}

void
steps_pause(struct steps *s)
{
	s->stopped = deadline_now();
}

void
steps_resume(struct steps *s)
{
	s->started += deadline_now() - s->stopped;
	s->stopped = 0;
}

int64_t
steps_now(const struct steps *s)
{
	return (s->stopped != 0 ? s->stopped : deadline_now()) - s->started;
}

static void
print(int64_t ns, const char *what, const char *text)
{
	char escaped[2 * ERROR_TEXT];

	printf("%9.1f ms  %-9s %s\n", (double)ns / 1e6, what,
	    escape_copy(view_of(text), escaped, sizeof(escaped)));
	fflush(stdout);
}

void
steps_say(struct steps *s, const char *what, const char *fmt, ...)
{
	char text[ERROR_TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	print(steps_now(s), what, text);
}

void
steps_problem(struct steps *s, const char *what, const char *fmt, ...)
{
	char text[ERROR_TEXT] = "PROBLEM: ";
	size_t n = sizeof("PROBLEM: ") - 1;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text + n, sizeof(text) - n, fmt, ap);
	va_end(ap);
	print(steps_now(s), what, text);
	s->problems++;
}

void
steps_say_at(const struct steps *s, int64_t base, uint64_t us, const char *text)
{
	(void)s;
	print(base + (int64_t)us * 1000, "server", text);
}
