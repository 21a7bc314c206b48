/* SPDX-License-Identifier: ISC */
/* Error codes with their texts. */
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

static const char *const names[ERROR_CODES] = {
    [ERROR_NONE] = "none",
    [ERROR_DENIED] = "denied",
    [ERROR_LATER] = "later",
    [ERROR_REFUSED] = "refused",
    [ERROR_PROTOCOL] = "protocol",
    [ERROR_UNTRUSTED] = "untrusted",
    [ERROR_SETTINGS] = "settings",
    [ERROR_INPUT] = "input",
    [ERROR_NOTFOUND] = "not found",
    [ERROR_EXISTS] = "exists",
    [ERROR_SYSTEM] = "system",
    [ERROR_LIMIT] = "limit",
    [ERROR_MEMORY] = "memory",
    [ERROR_BUG] = "bug",
};

void
error_clear(struct error *e)
{
	e->code = ERROR_NONE;
	e->text[0] = '\0';
}

enum error_code
error_set(struct error *e, enum error_code code, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return code;
	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return code;
}

enum error_code
error_set_errno(struct error *e, enum error_code code, const char *fmt, ...)
{
	const char *reason = strerrordesc_np(errno);
	size_t n;
	va_list ap;

	if (e == NULL)
		return code;
	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	n = strlen(e->text);
	snprintf(e->text + n, sizeof(e->text) - n, ": %s",
	    reason != NULL ? reason : "unknown error");
	return code;
}

enum error_code
error_prefix(struct error *e, const char *fmt, ...)
{
	char before[ERROR_TEXT];
	size_t n, rest;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(before, sizeof(before) - 2, fmt, ap);
	va_end(ap);
	n = strlen(before);
	memcpy(before + n, ": ", 2);
	n += 2;
	rest = strlen(e->text);
	if (rest > sizeof(e->text) - 1 - n)
		rest = sizeof(e->text) - 1 - n;
	memmove(e->text + n, e->text, rest);
	memcpy(e->text, before, n);
	e->text[n + rest] = '\0';
	return e->code;
}

const char *
error_name(enum error_code code)
{
	return code < ERROR_CODES ? names[code] : "unknown";
}
