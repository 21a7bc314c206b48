/* SPDX-License-Identifier: ISC */
/* Noticing that a file is another one than before. */
#ifndef POSTERN_QUEUE_STAMP_H
#define POSTERN_QUEUE_STAMP_H

#include <stdbool.h>
#include <stdint.h>

/* A plain value; all zero for no file. */
struct stamp {
	uint64_t n;
};

/* Adds what a file is now (which one, length, times, mode, owner) to s. */
void stamp_add(struct stamp *s, const char *path);

/* Adds who may write the directories that lead to path. */
void stamp_add_way(struct stamp *s, const char *path);

/* One stamp of both. */
struct stamp stamp_with(struct stamp a, struct stamp b);

bool stamp_eq(struct stamp a, struct stamp b);

#endif
