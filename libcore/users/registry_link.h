/* SPDX-License-Identifier: ISC */
/* How a record lies on disk; the inside of registry_*.c. */
#ifndef USERS_REGISTRY_LINK_H
#define USERS_REGISTRY_LINK_H

#include "users/registry.h"

#define REGISTRY_BY_UID "by-uid"
#define REGISTRY_BY_NAME "by-name"
#define REGISTRY_PATH (LIMIT_PATH + LIMIT_ADDRESS + 16)
/* "uid:home:shell" */
#define REGISTRY_RECORD (2 * LIMIT_PATH + 16)

/*
 * The target of dir/sub/key as a string.  ERROR_NOTFOUND when there is none in
 * a registry that can be read, ERROR_SYSTEM when it cannot, ERROR_PROTOCOL.
 */
enum error_code registry_read_link(const char *dir, const char *sub,
    struct view key, char *target, size_t size, struct error *e);

/* The same of by-uid; name has LIMIT_ADDRESS + 1 bytes. */
enum error_code registry_read_uid(
    const char *dir, uid_t uid, char *name, struct error *e);

/* Fills in all but the name; false when it is malformed. */
bool registry_parse_record(struct view record, struct account *out);

#endif
