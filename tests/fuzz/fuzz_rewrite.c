/* SPDX-License-Identifier: ISC */
/* Fuzzes the sender policy: whatever a message's headers are, what goes out
 * names no sender that is not permitted. */
#include "config.h"

#include "fuzz/fuzz.h"
#include "mail/address.h"
#include "mail/header.h"
#include "mail/rewrite.h"

#define ACCOUNT "web1@example.com"

/* An address_fn. */
static bool
check_address(void *arg, struct view address, struct view name)
{
	(void)name;
	FUZZ_HOLDS(rewrite_permits(arg, address));
	return true;
}

static void
check_fields(struct rewrite_policy *p, struct view section)
{
	struct header_field f;
	unsigned from = 0;

	while (header_next(&section, &f)) {
		FUZZ_HOLDS(!header_is(&f, "Bcc"));
		FUZZ_HOLDS(!header_is(&f, "Resent-Bcc"));
		if (header_is(&f, "From"))
			from++;
		if (header_is(&f, "From") || header_is(&f, "Sender") ||
		    header_is(&f, "Resent-From") ||
		    header_is(&f, "Resent-Sender"))
			FUZZ_HOLDS(address_each(f.body, check_address, p));
	}
	FUZZ_HOLDS(from == 1);
	FUZZ_HOLDS(view_eq_str(section, "\r\n"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = view_make(data, size);
	struct rewrite_policy p;
	struct buf out, again;

	rewrite_policy_set(
	    &p, ACCOUNT, "*@example.org list@example.net", "web1.example.com");
	buf_init(&out, size + 16384);
	buf_init(&again, size + 32768);
	FUZZ_HOLDS(rewrite_headers(&p, view_before(text, header_section(text)),
	    view_of("Received: by web1.example.com; now"), &out));
	check_fields(&p, buf_view(&out));
	/* What is permitted stays: a second time changes nothing. */
	FUZZ_HOLDS(rewrite_headers(
	    &p, view_before(buf_view(&out), out.n - 2), view_of(""), &again));
	FUZZ_HOLDS(view_eq(buf_view(&out), buf_view(&again)));
	buf_clear(&out);
	buf_clear(&again);
	return 0;
}
