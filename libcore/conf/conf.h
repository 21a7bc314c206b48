/* SPDX-License-Identifier: ISC */
/*
 * The settings file as checked values.  Every text of an error names file,
 * line and key, and the cure.  The file holds no secret.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/endpoint.h"
#include "base/error.h"

/* Servers in the order in which they are tried. */
struct conf_servers {
	struct endpoint *list;
	size_t n;
};

/* Lines of the settings file, for messages about what stands there. */
struct conf_lines {
	unsigned section;
	unsigned server; /* or of provider, where that says which */
	unsigned ca_file;
	unsigned secret; /* the key that says where a relay's comes from */
};

/* "5/10m": that many in that time. */
struct conf_rate {
	unsigned count;
	unsigned seconds;
};

/* What a provider file says (conf/provider.h). */
struct provider;

/* login "example.com" { ... } */
struct conf_login {
	char *domain;              /* lower case, A-labels */
	struct provider *provider; /* NULL: none is named */
	struct conf_servers servers;
	char *ca_file;    /* NULL: the system's store */
	char *mechanisms; /* NULL: all; else words in upper case */
	char *user;       /* what the server is told: "address" or "local" */
	char *pins;       /* NULL: none; else words, sha256//BASE64 */
	bool preconnect;  /* connect while the password is typed */
	unsigned offline; /* seconds that a stored password holds; 0: none */
	/* Failures until more are refused unasked: of an account from one
	 * remote host, from one remote host, and at this section's servers. */
	struct conf_rate throttle_account;
	struct conf_rate throttle_host;
	struct conf_rate throttle_server;
	struct conf_lines lines;
};

/* Which of a host's addresses are used. */
enum conf_family { CONF_FAMILY_ANY, CONF_FAMILY_IPV4, CONF_FAMILY_IPV6 };

/* relay "name" { ... } */
struct conf_relay {
	char *name;
	struct provider *provider; /* NULL: none is named */
	struct conf_servers servers;
	char *user;
	/* Where the password comes from, or the token: one of them is set. */
	char *password_file;
	char *password_credential; /* below $CREDENTIALS_DIRECTORY */
	char **password_command;   /* NULL-terminated; the first is a path */
	char **token_command;      /* NULL-terminated too; prints a token */
	char *ca_file;
	char *mechanisms;
	char **senders; /* NULL-terminated; empty: the relay's user alone */
	bool chunking;
	char *pins;           /* as a login section's */
	char *helo;           /* NULL: the host's name */
	char *source_address; /* NULL: the system's choice; fits family */
	enum conf_family family;
	struct conf_rate rate; /* of messages; count 0: as fast as they go */
	struct conf_lines lines;
};

/* mail { ... } */
struct conf_mail {
	char *domain; /* NULL: /etc/mailname, then the host's domain */
	uint64_t message_size_limit; /* bytes */
	uint64_t free_space; /* bytes that mail leaves free in the spool */
	/* What may wait of one user who is not root; 0: no limit. */
	uint64_t user_bytes;
	unsigned user_messages;
	char **submitters;        /* users and @groups; empty: everybody */
	unsigned delay_warning;   /* seconds; 0: none is sent */
	unsigned failed_lifetime; /* seconds; 0: what failed is kept */
};

struct conf {
	struct conf_login *logins;
	size_t n_logins;
	struct conf_relay *relays;
	size_t n_relays;
	struct conf_mail mail;
};

/*
 * Reads and checks the file.  ERROR_NOTFOUND when there is none,
 * ERROR_SETTINGS when it is wrong: an unknown key, a wrong type, a ${...}
 * (libconfuse would put the environment there), a bad URL, a domain twice, a
 * provider that nobody knows.  The file, and the provider files that it names
 * (in providers.d beside it, or those of the installation), must be root's and
 * not writable by others when check_owner.
 */
enum error_code conf_load(
    const char *path, bool check_owner, struct conf **out, struct error *e);

/* Settings with nothing configured. NULL when memory is short. */
struct conf *conf_default(void);

/* The key that says where the relay's secret comes from: "password-file". */
const char *conf_secret_key(const struct conf_relay *r);

/* Takes NULL in *c; sets *c to NULL. */
void conf_free(struct conf **c);

/* The login section of a domain, or NULL. */
const struct conf_login *conf_find_login(
    const struct conf *c, struct view domain);

/* The host's name, with its domain where /etc/hosts has it, in dst of more than
 * one byte.  ERROR_SYSTEM. */
enum error_code conf_host_name(char *dst, size_t size, struct error *e);

/*
 * The domain that completes bare names: mail.domain, else the first line of
 * /etc/mailname, else the domain of the host's name, else the host's name.
 */
enum error_code conf_mail_domain(
    const struct conf *c, char *dst, size_t size, struct error *e);

#endif
