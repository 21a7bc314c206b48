/* SPDX-License-Identifier: ISC */
/* Telling of steps. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/trace.h"

void
trace_step(const struct trace *t, const char *fmt, ...)
{
	char text[LIMIT_MESSAGE_TEXT];
	va_list ap;

	if (t->fn == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	t->fn(t->arg, text);
}
