/* SPDX-License-Identifier: ISC */
/* The pin key: hashes of a server's public key. */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "conf/value.h"

#define PIN_BEGINS "sha256//"
/* 32 bytes in base64: 43 digits, of which the last has four bits, and "=". */
#define PIN_DIGITS 43
#define PIN_DIGIT \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
#define PIN_LAST_DIGIT "AEIMQUYcgkosw048"

static bool
pin_check(const char *pin)
{
	if (!view_starts(view_of(pin), PIN_BEGINS))
		return false;
	pin += sizeof(PIN_BEGINS) - 1;
	return strspn(pin, PIN_DIGIT) == PIN_DIGITS &&
	    strchr(PIN_LAST_DIGIT, pin[PIN_DIGITS - 1]) != NULL &&
	    strcmp(pin + PIN_DIGITS, "=") == 0;
}

enum error_code
value_pins(const struct value_at *at, const char *key, char **out)
{
	unsigned n = cfg_size(at->section, key);
	struct buf words;

	if (value_line(at, key) == 0)
		return ERROR_NONE;
	buf_init(&words, LIMIT_PINS - 1);
	for (unsigned i = 0; i < n; i++) {
		const char *pin = cfg_getnstr(at->section, key, i);

		if (!pin_check(pin)) {
			buf_clear(&words);
			return value_bad(at, key,
			    "\"%s\" is not the hash of a public key (write "
			    "\"sha256//\" and 44 characters of base64, in "
			    "quotes; postern.conf(5) tells how to get it)",
			    pin);
		}
		buf_printf(&words, "%s%s", words.n != 0 ? " " : "", pin);
	}
	if (n == 0 || words.failed) {
		buf_clear(&words);
		return value_bad(at, key, "name one key to %d (or remove it)",
		    LIMIT_PINS / (int)(sizeof(PIN_BEGINS) + PIN_DIGITS + 1));
	}
	*out = view_dup(buf_view(&words));
	buf_clear(&words);
	return *out != NULL
	    ? ERROR_NONE
	    : error_set(at->e, ERROR_MEMORY, "%s: no memory", at->file);
}
