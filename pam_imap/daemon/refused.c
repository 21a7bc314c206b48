/* SPDX-License-Identifier: ISC */
/* Refused passwords: a ring of digests. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "pam_imap/daemon/refused.h"

#define MILLISECOND INT64_C(1000000)

bool
refused_init(struct refused *r)
{
	r->next = 0;
	r->list = calloc(LIMIT_REFUSED, sizeof(*r->list));
	return r->list != NULL;
}

void
refused_clear(struct refused *r)
{
	free(r->list);
	*r = (struct refused){.list = NULL};
}

/* One from the future is as good as forgotten. */
static bool
is_recent(const struct refused_entry *entry, int64_t now)
{
	return entry->used && now >= entry->at &&
	    now - entry->at < LIMIT_REFUSED_MS * MILLISECOND;
}

bool
refused_check(const struct refused *r, const unsigned char digest[KEYED_SIZE],
    int64_t now)
{
	for (size_t i = 0; i < LIMIT_REFUSED; i++)
		if (is_recent(&r->list[i], now) &&
		    keyed_equal(r->list[i].digest, digest))
			return true;
	return false;
}

void
refused_add(struct refused *r, const unsigned char digest[KEYED_SIZE],
    uint64_t who, int64_t now)
{
	struct refused_entry *entry = &r->list[r->next];

	memcpy(entry->digest, digest, KEYED_SIZE);
	entry->who = who;
	entry->at = now;
	entry->used = true;
	r->next = (r->next + 1) % LIMIT_REFUSED;
}

void
refused_forget(struct refused *r, uint64_t who)
{
	for (size_t i = 0; i < LIMIT_REFUSED; i++)
		if (r->list[i].who == who)
			r->list[i].used = false;
}
