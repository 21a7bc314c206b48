/* SPDX-License-Identifier: ISC */
/* Finding the system's CA store. */
#include "config.h"

#include <dirent.h>
#include <unistd.h>

#include <openssl/x509.h>

#include "base/view.h"
#include "net/castore.h"

#define HASH_DIGITS 8

static const char *const dirs[] = {
    "/etc/ssl/certs",                                 /* Debian, SUSE */
    "/etc/pki/ca-trust/extracted/pem/directory-hash", /* Fedora */
    "/etc/pki/tls/certs",
};

static const char *const files[] = {
    "/etc/ssl/certs/ca-certificates.crt", /* Debian, Arch */
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt", /* Red Hat */
    "/etc/ssl/ca-bundle.pem",           /* SUSE */
    "/etc/ssl/cert.pem",                /* Alpine */
};

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether a name is one that OpenSSL looks for: 5ad8a5d6.0 */
static bool
is_hash_name(struct view name)
{
	if (name.n < HASH_DIGITS + 2 || name.p[HASH_DIGITS] != '.')
		return false;
	for (size_t i = 0; i < HASH_DIGITS; i++)
		if (!is_hex(name.p[i]))
			return false;
	for (size_t i = HASH_DIGITS + 1; i < name.n; i++)
		if (!is_digit(name.p[i]))
			return false;
	return true;
}

bool
castore_is_hashed(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	bool found = false;

	if (d == NULL)
		return false;
	while (!found && (entry = readdir(d)) != NULL)
		found = is_hash_name(view_of(entry->d_name));
	closedir(d);
	return found;
}

struct castore
castore_find(void)
{
	struct castore none = {NULL, NULL};
	const char *own_dir = X509_get_default_cert_dir();
	const char *own_file = X509_get_default_cert_file();

	if (castore_is_hashed(own_dir))
		return (struct castore){.dir = own_dir};
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (castore_is_hashed(dirs[i]))
			return (struct castore){.dir = dirs[i]};
	if (access(own_file, R_OK) == 0)
		return (struct castore){.file = own_file};
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (access(files[i], R_OK) == 0)
			return (struct castore){.file = files[i]};
	return none;
}
