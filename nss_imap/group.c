/* SPDX-License-Identifier: ISC */
/* The service's group functions. */
#include "config.h"

#include <errno.h>

#include "nss_imap/nss.h"

/* glibc calls the functions of an enumeration under a lock of its own. */
static struct nss_walk walk;

enum nss_status
_nss_imap_getgrnam_r(
    const char *name, struct group *gr, char *buffer, size_t size, int *errnop)
{
	int saved = errno;
	struct account account;
	enum error_code code = nss_find_name(name, &account);

	return nss_answer(
	    code, nss_fill_group, gr, &account, buffer, size, errnop, saved);
}

enum nss_status
_nss_imap_getgrgid_r(
    gid_t gid, struct group *gr, char *buffer, size_t size, int *errnop)
{
	int saved = errno;
	struct account account;
	enum error_code code = nss_find_uid(gid, &account);

	return nss_answer(
	    code, nss_fill_group, gr, &account, buffer, size, errnop, saved);
}

enum nss_status
_nss_imap_setgrent(int stayopen)
{
	(void)stayopen;
	return nss_walk_start(&walk);
}

enum nss_status
_nss_imap_getgrent_r(struct group *gr, char *buffer, size_t size, int *errnop)
{
	return nss_walk_next(&walk, nss_fill_group, gr, buffer, size, errnop);
}

enum nss_status
_nss_imap_endgrent(void)
{
	nss_walk_end(&walk);
	return NSS_STATUS_SUCCESS;
}
