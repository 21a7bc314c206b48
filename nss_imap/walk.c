/* SPDX-License-Identifier: ISC */
/* Enumerating the registered accounts. */
#include "config.h"

#include <errno.h>

#include "nss_imap/nss.h"
#include "users/registry.h"
#include "users/resolve.h"

static enum error_code
open_walk(struct nss_walk *w)
{
	struct accounts_defaults d;
	struct error e;
	enum error_code code = accounts_read_defaults(
	    resolve_places.accounts, resolve_places.check_owner, &d, &e);

	if (code != ERROR_NONE && code != ERROR_NOTFOUND)
		return code;
	return registry_walk_open(
	    resolve_places.registry, &d.range, &w->walk, &e);
}

enum nss_status
nss_walk_start(struct nss_walk *w)
{
	int saved = errno, reason;
	enum nss_status status;

	nss_walk_end(w);
	status = nss_status_of(open_walk(w), &reason);
	errno = saved;
	return status;
}

/* The next account, unless one is waiting for a larger buffer. */
static enum error_code
advance(struct nss_walk *w)
{
	struct error e;
	enum error_code code = ERROR_NONE;

	if (w->walk == NULL)
		code = open_walk(w);
	if (code == ERROR_NONE && !w->pending)
		code = registry_walk_next(w->walk, &w->account, &e);
	return code;
}

enum nss_status
nss_walk_next(struct nss_walk *w, nss_fill_fn *fill, void *entry, char *buffer,
    size_t size, int *errnop)
{
	int saved = errno;
	enum error_code code = advance(w);
	enum nss_status status = nss_answer(
	    code, fill, entry, &w->account, buffer, size, errnop, saved);

	w->pending = code == ERROR_NONE && status != NSS_STATUS_SUCCESS;
	return status;
}

void
nss_walk_end(struct nss_walk *w)
{
	registry_walk_close(&w->walk);
	w->pending = false;
}
