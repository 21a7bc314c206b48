/* SPDX-License-Identifier: ISC */
/* The boundaries of the multiparts that are open. */
#include "config.h"

#include <string.h>

#include "mail/boundaries.h"

bool
boundaries_push(struct boundaries *b, const struct mime_entity *entity)
{
	struct boundary *top = &b->open[b->n];

	if (b->n == BOUNDARIES)
		return false;
	memcpy(top->text, entity->boundary.p, entity->boundary.n);
	top->length = entity->boundary.n;
	top->digest = entity->digest;
	b->n++;
	return true;
}

/* Behind "--": the text, perhaps "--", and white space. */
static bool
fits(const struct boundary *b, struct view rest, bool *closing_out)
{
	if (!view_eq(
		view_before(rest, b->length), view_make(b->text, b->length)))
		return false;
	rest = view_trim(view_from(rest, b->length));
	*closing_out = view_eq_str(rest, "--");
	return rest.n == 0 || *closing_out;
}

unsigned
boundaries_match(
    const struct boundaries *b, struct view line, bool *closing_out)
{
	if (!view_starts(line, "--"))
		return 0;
	for (unsigned i = b->n; i > 0; i--)
		if (fits(&b->open[i - 1], view_from(line, 2), closing_out))
			return i;
	return 0;
}
