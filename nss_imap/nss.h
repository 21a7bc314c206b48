/* SPDX-License-Identifier: ISC */
/*
 * The NSS service "imap": the functions that glibc calls, and what they share.
 * It reads the accounts file and the registry and nothing else: no network, no
 * socket, no lock, no log, no memory between calls but for enumerations.
 */
#ifndef NSS_IMAP_NSS_H
#define NSS_IMAP_NSS_H

#include <grp.h>
#include <nss.h>
#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "users/account.h"

#define NSS_EXPORT __attribute__((visibility("default")))

NSS_EXPORT enum nss_status _nss_imap_getpwnam_r(const char *name,
    struct passwd *pw, char *buffer, size_t size, int *errnop);
NSS_EXPORT enum nss_status _nss_imap_getpwuid_r(
    uid_t uid, struct passwd *pw, char *buffer, size_t size, int *errnop);
NSS_EXPORT enum nss_status _nss_imap_setpwent(int stayopen);
NSS_EXPORT enum nss_status _nss_imap_getpwent_r(
    struct passwd *pw, char *buffer, size_t size, int *errnop);
NSS_EXPORT enum nss_status _nss_imap_endpwent(void);

NSS_EXPORT enum nss_status _nss_imap_getgrnam_r(
    const char *name, struct group *gr, char *buffer, size_t size, int *errnop);
NSS_EXPORT enum nss_status _nss_imap_getgrgid_r(
    gid_t gid, struct group *gr, char *buffer, size_t size, int *errnop);
NSS_EXPORT enum nss_status _nss_imap_setgrent(int stayopen);
NSS_EXPORT enum nss_status _nss_imap_getgrent_r(
    struct group *gr, char *buffer, size_t size, int *errnop);
NSS_EXPORT enum nss_status _nss_imap_endgrent(void);

NSS_EXPORT enum nss_status _nss_imap_initgroups_dyn(const char *user,
    gid_t group, long *start, long *size, gid_t **groups, long limit,
    int *errnop);

/* One way an answer can be filled in: a passwd or a group entry. */
typedef bool nss_fill_fn(
    void *entry, const struct account *account, char *buffer, size_t size);

/*
 * A passwd or group entry whose strings lie in buffer; false when it is too
 * small.
 */
bool nss_fill_passwd(
    void *entry, const struct account *account, char *buffer, size_t size);
bool nss_fill_group(
    void *entry, const struct account *account, char *buffer, size_t size);

/*
 * What NSS says for a code; *errno_out is the errno that goes with it.  The
 * one mapping of this edge.
 */
enum nss_status nss_status_of(enum error_code code, int *errno_out);

/*
 * Ends a call that began with this errno: fills the entry in if code is
 * ERROR_NONE, sets *errnop on failure and leaves errno as it was.
 */
enum nss_status nss_answer(enum error_code code, nss_fill_fn *fill, void *entry,
    const struct account *account, char *buffer, size_t size, int *errnop,
    int saved_errno);

/* The account of a name or number, as every entry of it is made from. */
enum error_code nss_find_name(const char *name, struct account *out);
enum error_code nss_find_uid(uid_t uid, struct account *out);

/* Whether this process is told of accounts that are not registered yet. */
bool nss_may_compute(void);

/* An enumeration: the walk, and an entry that did not fit its buffer. */
struct nss_walk {
	struct registry_walk *walk;
	bool pending;
	struct account account;
};

enum nss_status nss_walk_start(struct nss_walk *w);
enum nss_status nss_walk_next(struct nss_walk *w, nss_fill_fn *fill,
    void *entry, char *buffer, size_t size, int *errnop);
void nss_walk_end(struct nss_walk *w);

#endif
