/* SPDX-License-Identifier: ISC */
/* The service's passwd functions. */
#include "config.h"

#include <errno.h>

#include "nss_imap/nss.h"

/* glibc calls the functions of an enumeration under a lock of its own. */
static struct nss_walk walk;

enum nss_status
_nss_imap_getpwnam_r(
    const char *name, struct passwd *pw, char *buffer, size_t size, int *errnop)
{
	int saved = errno;
	struct account account;
	enum error_code code = nss_find_name(name, &account);

	return nss_answer(
	    code, nss_fill_passwd, pw, &account, buffer, size, errnop, saved);
}

enum nss_status
_nss_imap_getpwuid_r(
    uid_t uid, struct passwd *pw, char *buffer, size_t size, int *errnop)
{
	int saved = errno;
	struct account account;
	enum error_code code = nss_find_uid(uid, &account);

	return nss_answer(
	    code, nss_fill_passwd, pw, &account, buffer, size, errnop, saved);
}

enum nss_status
_nss_imap_setpwent(int stayopen)
{
	(void)stayopen;
	return nss_walk_start(&walk);
}

enum nss_status
_nss_imap_getpwent_r(struct passwd *pw, char *buffer, size_t size, int *errnop)
{
	return nss_walk_next(&walk, nss_fill_passwd, pw, buffer, size, errnop);
}

enum nss_status
_nss_imap_endpwent(void)
{
	nss_walk_end(&walk);
	return NSS_STATUS_SUCCESS;
}
