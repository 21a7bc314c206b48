/* SPDX-License-Identifier: ISC */
/* Where systems keep the CA certificates that they trust. */
#ifndef NET_CASTORE_H
#define NET_CASTORE_H

#include <stdbool.h>
#include <stddef.h>

/* A hashed directory, a bundle, or neither: constant strings. */
struct castore {
	const char *dir;
	const char *file;
};

/*
 * The system's store: the first hashed directory that has an entry named
 * XXXXXXXX.N, which is read as far as a verification needs it, else the first
 * bundle that can be read, which is read whole.
 */
struct castore castore_find(void);

/* Whether a directory holds an entry named XXXXXXXX.N. */
bool castore_is_hashed(const char *dir);

#endif
