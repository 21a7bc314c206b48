/* SPDX-License-Identifier: ISC */
/* A directory of stored passwords in the current one, and its owner. */
#ifndef TESTS_LOGIN_OFFLINE_SITE_H
#define TESTS_LOGIN_OFFLINE_SITE_H

#include "pam_imap/daemon/offline.h"

#define ALICE "alice@example.com"
#define ALICE_FILE "login/" ALICE
#define ALICE_UID 2000300001
#define RIGHT "wonder land"
#define NOW 1763888888
#define DAYS (7 * 24 * 3600)

extern struct offline_places offline_places;
extern struct error offline_error;

/* Makes the directory and a machine id. */
void offline_make(void);

/* Alice's entry with a password; it lasts until the next call. */
struct offline_entry *offline_alice(const char *password);

/* Stores RIGHT at NOW. */
void offline_put(void);

/* Verifies Alice's password at NOW. */
enum error_code offline_try(const char *password);

/*
 * What happens when crypt_ra() has hashed: it returns the hash, or what is to
 * be returned in its place.  NULL: nothing.
 */
extern char *(*offline_hashed)(char *hash);

#endif
