/* SPDX-License-Identifier: ISC */
/* Which files resolving and TLS read. */
#include "config.h"

#include "net/confine.h"
#include "sys/sandbox.h"

/* Those that a system has not are passed over. */
static const char *const paths[] = {
    /* The resolver, and where resolv.conf may point to. */
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/hostname",
    "/run/systemd/resolve",
    "/run/NetworkManager",
    "/run/resolvconf",
    "/run/connman",
    /* TLS: settings, policies, CA certificates behind their links. */
    "/etc/ssl",
    "/etc/pki",
    "/etc/ca-certificates",
    "/etc/crypto-policies",
    "/usr/lib/ssl",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/usr/share/pki",
    "/usr/share/crypto-policies",
    "/var/lib/ca-certificates",
    /* NSS services and OpenSSL providers are loaded when first used. */
    "/etc/ld.so.cache",
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/dev/urandom",
};

#define PATHS (sizeof(paths) / sizeof(paths[0]))

enum error_code
confine_network(const char *ca_file, struct error *e)
{
	const char *all[PATHS + 1];
	size_t n = 0;

	for (; n < PATHS; n++)
		all[n] = paths[n];
	if (ca_file != NULL)
		all[n++] = ca_file;
	return sandbox_read_only(all, n, e);
}
