/* SPDX-License-Identifier: ISC */
/* The groups of an account: its own, and that of group=. */
#include "config.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "nss_imap/nss.h"
#include "users/resolve.h"

/* glibc's growing list of groups. */
struct list {
	long *n, *size;
	gid_t **groups;
	long limit; /* 0 or less: none */
};

static bool
has(const struct list *l, gid_t gid)
{
	for (long i = 0; i < *l->n; i++)
		if ((*l->groups)[i] == gid)
			return true;
	return false;
}

/* Adds a group; one above the limit is left out, as glibc asks. */
static enum error_code
add(const struct list *l, gid_t gid)
{
	if (has(l, gid) || (l->limit > 0 && *l->n >= l->limit))
		return ERROR_NONE;
	if (*l->n >= *l->size) {
		long size = *l->size > 0 ? 2 * *l->size : 8;
		gid_t *groups;

		if (l->limit > 0 && size > l->limit)
			size = l->limit;
		groups =
		    reallocarray(*l->groups, (size_t)size, sizeof(*groups));
		if (groups == NULL)
			return ERROR_MEMORY;
		*l->groups = groups;
		*l->size = size;
	}
	(*l->groups)[(*l->n)++] = gid;
	return ERROR_NONE;
}

enum nss_status
_nss_imap_initgroups_dyn(const char *user, gid_t group, long *start, long *size,
    gid_t **groups, long limit, int *errnop)
{
	const struct list l = {start, size, groups, limit};
	int saved = errno, reason;
	gid_t gids[RESOLVE_GROUPS];
	unsigned n;
	enum nss_status status;
	struct error e;
	enum error_code code = resolve_groups(&resolve_places, view_of(user),
	    nss_may_compute(), group, gids, &n, &e);

	for (unsigned i = 0; code == ERROR_NONE && i < n; i++)
		code = add(&l, gids[i]);
	status = nss_status_of(code, &reason);
	errno = saved;
	if (status != NSS_STATUS_SUCCESS)
		*errnop = reason;
	return status;
}
