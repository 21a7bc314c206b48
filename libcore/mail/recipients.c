/* SPDX-License-Identifier: ISC */
/* The recipients that a header section names. */
#include "config.h"

#include "base/escape.h"
#include "mail/header.h"
#include "mail/recipients.h"

/* fn, and whether it was what stopped the walk. */
struct walk {
	address_fn *fn;
	void *arg;
	bool stopped;
};

static bool
is_recipient_field(const struct header_field *f, bool resent)
{
	static const char *const names[2][3] = {
	    {"To", "Cc", "Bcc"}, {"Resent-To", "Resent-Cc", "Resent-Bcc"}};

	for (int i = 0; i < 3; i++)
		if (header_is(f, names[resent][i]))
			return true;
	return false;
}

static bool
has_resent(struct view section)
{
	struct header_field f;

	while (header_next(&section, &f))
		if (is_recipient_field(&f, true))
			return true;
	return false;
}

static bool
call_fn(void *arg, struct view address, struct view name)
{
	struct walk *w = arg;

	w->stopped = !w->fn(w->arg, address, name);
	return !w->stopped;
}

enum error_code
recipients_each(struct view section, address_fn *fn, void *arg, struct error *e)
{
	bool resent = has_resent(section);
	struct walk w = {fn, arg, false};
	struct header_field f;
	char name[64];

	while (header_next(&section, &f)) {
		if (!is_recipient_field(&f, resent) ||
		    address_each(f.body, call_fn, &w))
			continue;
		if (w.stopped)
			return ERROR_INPUT;
		return error_set(e, ERROR_INPUT, "%s: not a list of addresses",
		    escape_copy(f.name, name, sizeof(name)));
	}
	return ERROR_NONE;
}
