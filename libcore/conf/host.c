/* SPDX-License-Identifier: ISC */
/* International host names to A-labels. */
#include "config.h"

#include <stdbool.h>
#include <stdio.h>
#ifdef HAVE_LIBIDN2
#include <idn2.h>
#endif

#include "base/limits.h"
#include "conf/host.h"

static enum error_code
copy_lower(struct view name, char *dst, size_t size, struct error *e)
{
	if (!view_copy(name, dst, size))
		return error_set(
		    e, ERROR_SETTINGS, "longer than %d bytes", LIMIT_HOST);
	for (char *p = dst; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + ('a' - 'A'));
	return ERROR_NONE;
}

#ifdef HAVE_LIBIDN2
/* Some characters stand for ASCII that no name has, as U+FF20 for '@'. */
static bool
is_host(struct view ascii)
{
	for (size_t i = 0; i < ascii.n; i++) {
		char c = ascii.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.')
			return false;
	}
	return ascii.n > 0;
}

static enum error_code
convert(struct view name, char *dst, size_t size, struct error *e)
{
	char utf8[4 * LIMIT_HOST + 1];
	uint8_t *ascii = NULL;
	enum error_code code;
	int result;

	if (!view_copy(name, utf8, sizeof(utf8)))
		return error_set(
		    e, ERROR_SETTINGS, "longer than %d bytes", LIMIT_HOST);
	result = idn2_lookup_u8((const uint8_t *)utf8, &ascii,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (result == IDN2_MALLOC)
		return error_set(e, ERROR_MEMORY, "no memory");
	if (result != IDN2_OK)
		return error_set(e, ERROR_SETTINGS,
		    "no international domain name: %s", idn2_strerror(result));
	code = is_host(view_of((const char *)ascii))
	    ? copy_lower(view_of((const char *)ascii), dst, size, e)
	    : error_set(e, ERROR_SETTINGS,
		  "no international domain name: it stands for \"%s\"",
		  (const char *)ascii);
	idn2_free(ascii);
	return code;
}
#else
static enum error_code
convert(struct view name, char *dst, size_t size, struct error *e)
{
	(void)name;
	(void)dst;
	(void)size;
	return error_set(e, ERROR_SETTINGS,
	    "this build has no libidn2: write the name in its xn-- form");
}
#endif

enum error_code
host_to_ascii(struct view name, char *dst, size_t size, struct error *e)
{
	if (view_is_ascii(name))
		return copy_lower(name, dst, size, e);
	return convert(name, dst, size, e);
}

enum error_code
host_url_to_ascii(struct view url, char *dst, size_t size, struct error *e)
{
	char host[LIMIT_HOST + 1];
	size_t start = view_find(url, ':') + 3;
	struct view rest = view_from(url, start), name;
	int n;

	name = view_before(rest, view_find(rest, ':'));
	if (view_is_ascii(url) ||
	    !view_starts(view_from(url, start - 3), "://"))
		return view_copy(url, dst, size)
		    ? ERROR_NONE
		    : error_set(e, ERROR_SETTINGS, "too long for a URL");
	if (host_to_ascii(name, host, sizeof(host), e) != ERROR_NONE)
		return e->code;
	n = snprintf(dst, size, "%.*s%s%.*s", (int)start, url.p, host,
	    VIEW_ARG(view_from(rest, name.n)));
	if (n < 0 || (size_t)n >= size)
		return error_set(e, ERROR_SETTINGS, "too long for a URL");
	return ERROR_NONE;
}
