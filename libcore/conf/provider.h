/* SPDX-License-Identifier: ISC */
/*
 * Provider files: what is known of a mail provider, its servers first of all
 * (postern-providers(5)).
 */
#ifndef CONF_PROVIDER_H
#define CONF_PROVIDER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/view.h"
#include "conf/conf.h"

/* What the provider's servers take for a password. */
enum provider_password {
	PROVIDER_PASSWORD_UNKNOWN,     /* the file does not say */
	PROVIDER_PASSWORD_MAILBOX,     /* the mailbox's own */
	PROVIDER_PASSWORD_TWO_FACTOR,  /* an application password where the
					* account has two factors */
	PROVIDER_PASSWORD_APPLICATION, /* always an application password */
	PROVIDER_PASSWORD_TOKEN        /* none: OAuth tokens alone */
};

/* What the account is called there. */
enum provider_user {
	PROVIDER_USER_ADDRESS,
	PROVIDER_USER_LOCAL,  /* what stands before the '@' */
	PROVIDER_USER_ACCOUNT /* a name that the provider gave */
};

/* Whom its relay lets an account send as. */
enum provider_senders {
	PROVIDER_SENDERS_ACCOUNT, /* or the file does not say */
	PROVIDER_SENDERS_ALIASES, /* and the addresses set up for it there */
	PROVIDER_SENDERS_DOMAIN   /* any address of the account's domain */
};

struct provider {
	char *name; /* the file's, without .conf */
	char *path;
	char *title;    /* how it calls itself */
	char *hint;     /* NULL, or what a person must do there first */
	char **sources; /* NULL-terminated URLs: where it says all this */
	char **domains; /* NULL-terminated: anybody can have mailboxes there */
	enum provider_password password;
	struct conf_servers login; /* none: nobody can log in with it */
	enum provider_user login_user;
	struct conf_servers relay; /* none: it forwards no mail */
	enum provider_user relay_user;
	enum provider_senders senders;
};

/* Where the files are; the administrator's own win. */
struct provider_places {
	char own[LIMIT_PATH];
	const char *shipped;
	bool check_owner; /* they must be root's */
};

/*
 * The places that go with the settings file at path: the administrator's is
 * providers.d beside it.  ERROR_SETTINGS when that is too long.
 */
enum error_code provider_places(const char *path, bool check_owner,
    struct provider_places *out, struct error *e);

/* "NAME.conf": lower case, digits, '-' and '.', not at its ends. */
bool provider_check_name(struct view name);

/*
 * Reads and checks the file of that name.  ERROR_NOTFOUND without a text of
 * its own when no place has one, ERROR_SETTINGS with file, line, key and cure
 * when it is wrong.  *out is to be freed by the caller.
 */
enum error_code provider_load(const struct provider_places *places,
    const char *name, struct provider **out, struct error *e);

/* The same for one file. */
enum error_code provider_load_file(
    const char *path, bool check_owner, struct provider **out, struct error *e);

/* Takes NULL in *p; sets *p to NULL. */
void provider_free(struct provider **p);

/* Whether anybody can have a mailbox in that domain there. */
bool provider_is_public(const struct provider *p, struct view domain);

/* What to know of its passwords, as half a sentence; NULL: nothing. */
const char *provider_password_words(enum provider_password password);

/*
 * The names that are most like it, as words, at most three, in dst; "" when
 * none is.
 */
void provider_nearest(const struct provider_places *places, const char *name,
    char *dst, size_t size);

/*
 * Calls fn with the name of each file, those of the administrator first, until
 * it returns false; a name may come twice.
 */
typedef bool provider_name_fn(void *arg, const char *name);
void provider_walk(
    const struct provider_places *places, provider_name_fn *fn, void *arg);

/* The same for those of the administrator alone; true when fn always was. */
bool provider_walk_own(
    const struct provider_places *places, provider_name_fn *fn, void *arg);

#endif
