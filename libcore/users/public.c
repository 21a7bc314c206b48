/* SPDX-License-Identifier: ISC */
/* Looking a domain up among those in which anybody can have a mailbox. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "users/public.h"

static int
compare(const void *key, const void *domain)
{
	return strcmp(key, *(const char *const *)domain);
}

bool
public_check_domain(struct view domain)
{
	char lower[LIMIT_HOST + 1];

	if (!view_copy(domain, lower, sizeof(lower)))
		return false;
	for (char *p = lower; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return bsearch(lower, public_domains, public_n_domains,
		   sizeof(public_domains[0]), compare) != NULL;
}
