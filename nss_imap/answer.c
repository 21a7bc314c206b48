/* SPDX-License-Identifier: ISC */
/* Turning an account into NSS's answer. */
#include "config.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "nss_imap/nss.h"

struct row {
	enum nss_status status;
	int error;
};

/* What does not prove to be an account of ours is no account. */
static const struct row rows[ERROR_CODES] = {
    [ERROR_NONE] = {NSS_STATUS_SUCCESS, 0},
    [ERROR_DENIED] = {NSS_STATUS_NOTFOUND, ENOENT},
    [ERROR_LATER] = {NSS_STATUS_UNAVAIL, ENOENT},
    [ERROR_REFUSED] = {NSS_STATUS_NOTFOUND, ENOENT},
    [ERROR_PROTOCOL] = {NSS_STATUS_NOTFOUND, ENOENT},
    [ERROR_UNTRUSTED] = {NSS_STATUS_NOTFOUND, ENOENT},
    [ERROR_SETTINGS] = {NSS_STATUS_NOTFOUND, ENOENT},
    [ERROR_INPUT] = {NSS_STATUS_NOTFOUND, ENOENT},
    [ERROR_NOTFOUND] = {NSS_STATUS_NOTFOUND, ENOENT},
    [ERROR_EXISTS] = {NSS_STATUS_NOTFOUND, ENOENT},
    [ERROR_SYSTEM] = {NSS_STATUS_UNAVAIL, ENOENT},
    [ERROR_LIMIT] = {NSS_STATUS_UNAVAIL, ENOENT},
    [ERROR_MEMORY] = {NSS_STATUS_TRYAGAIN, ENOMEM},
    [ERROR_BUG] = {NSS_STATUS_UNAVAIL, ENOENT},
};

enum nss_status
nss_status_of(enum error_code code, int *errno_out)
{
	const struct row *row = &rows[code < ERROR_CODES ? code : ERROR_BUG];

	*errno_out = row->error;
	return row->status;
}

enum nss_status
nss_answer(enum error_code code, nss_fill_fn *fill, void *entry,
    const struct account *account, char *buffer, size_t size, int *errnop,
    int saved_errno)
{
	int reason;
	enum nss_status status = nss_status_of(code, &reason);

	if (status == NSS_STATUS_SUCCESS &&
	    !fill(entry, account, buffer, size)) {
		status = NSS_STATUS_TRYAGAIN;
		reason = ERANGE;
	}
	errno = saved_errno;
	if (status != NSS_STATUS_SUCCESS)
		*errnop = reason;
	return status;
}

/* Copies a string to the front of what is left of a buffer; NULL: too small. */
static char *
put(const char *s, char **p, size_t *left)
{
	size_t n = strlen(s) + 1;
	char *at = *p;

	if (n > *left)
		return NULL;
	memcpy(at, s, n);
	*p += n;
	*left -= n;
	return at;
}

bool
nss_fill_passwd(
    void *entry, const struct account *account, char *buffer, size_t size)
{
	struct passwd *pw = entry;

	pw->pw_uid = account->uid;
	pw->pw_gid = account->uid;
	pw->pw_name = put(account->name, &buffer, &size);
	pw->pw_passwd = put("*", &buffer, &size);
	pw->pw_gecos = put("", &buffer, &size);
	pw->pw_dir = put(account->home, &buffer, &size);
	pw->pw_shell = put(account->shell, &buffer, &size);
	return pw->pw_name != NULL && pw->pw_passwd != NULL &&
	    pw->pw_gecos != NULL && pw->pw_dir != NULL && pw->pw_shell != NULL;
}

bool
nss_fill_group(
    void *entry, const struct account *account, char *buffer, size_t size)
{
	struct group *gr = entry;
	size_t skew = -(uintptr_t)buffer % _Alignof(char *);

	if (size < skew + sizeof(char *))
		return false;
	gr->gr_mem = (char **)(void *)(buffer + skew);
	gr->gr_mem[0] = NULL;
	buffer += skew + sizeof(char *);
	size -= skew + sizeof(char *);
	gr->gr_gid = account->uid;
	gr->gr_name = put(account->name, &buffer, &size);
	gr->gr_passwd = put("*", &buffer, &size);
	return gr->gr_name != NULL && gr->gr_passwd != NULL;
}
