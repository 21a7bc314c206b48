/* SPDX-License-Identifier: ISC */
/* A message as sendmail gets it: made plain, cut into fields, composed anew. */
#include "config.h"

#include <string.h>

#include "base/limits.h"
#include "fuzz/fuzz.h"
#include "mail/compose.h"
#include "mail/header.h"
#include "mail/intake.h"
#include "mail/lines.h"

/* An address_domain_fn. */
static struct view
to_ascii(struct view domain, char room[ADDRESS_DOMAIN])
{
	FUZZ_HOLDS(!view_is_ascii(domain));
	memset(room, 'a', ADDRESS_DOMAIN);
	return view_make(room, ADDRESS_DOMAIN);
}

/* What compose_header() promises of its result. */
static void
check_composed(struct view section)
{
	struct compose c = {.domain = view_of("example.com"),
	    .from = view_of("root"),
	    .full_name = section,
	    .date = view_of("Mon, 23 Nov 2026 06:16:16 +0000"),
	    .message_id = view_of("<1@example.com>"),
	    .charset = view_of("utf-8"),
	    .to_ascii = to_ascii};
	struct header_field f;
	struct view rest;
	struct buf out;
	bool from = false;

	buf_init(&out, 64 * LIMIT_HEADERS);
	FUZZ_HOLDS(compose_header(&c, section, &out));
	rest = buf_view(&out);
	while (header_next(&rest, &f)) {
		FUZZ_HOLDS(!header_is(&f, "Bcc"));
		from = from || header_is(&f, "From");
	}
	FUZZ_HOLDS(rest.n == 0);
	FUZZ_HOLDS(from);
	buf_clear(&out);
}

/* No bare CR or LF is left. */
static void
check_lines(struct view text)
{
	struct lines l = {0};
	struct buf out;

	buf_init(&out, 2 * text.n + 2);
	FUZZ_HOLDS(lines_add(&l, text, &out) && lines_end(&l, &out));
	for (size_t i = 0; i < out.n; i++) {
		FUZZ_HOLDS(out.p[i] != '\n' || (i > 0 && out.p[i - 1] == '\r'));
		FUZZ_HOLDS(out.p[i] != '\r' ||
		    (i + 1 < out.n && out.p[i + 1] == '\n'));
	}
	FUZZ_HOLDS(l.size == out.n);
	buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = view_make(data, size);
	struct intake intake = {0};
	struct buf plain;
	size_t n;

	check_lines(text);
	buf_init(&plain, size + 2);
	FUZZ_HOLDS(
	    intake_add(&intake, text, &plain) && intake_end(&intake, &plain));
	text = buf_view(&plain);
	text = view_from(text, compose_skip_envelope_line(text));
	n = header_section(text);
	FUZZ_HOLDS(n <= text.n);
	check_composed(view_before(text, n));
	buf_clear(&plain);
	return 0;
}
