/* SPDX-License-Identifier: ISC */
/* Stamps of files: a sum over what stat() says. */
#include "config.h"

#include <sys/stat.h>

#include "base/limits.h"
#include "base/view.h"
#include "sendmail-shim/postern-queue/stamp.h"

#define PRIME 0x100000001b3ULL

static void
mix(struct stamp *s, uint64_t n)
{
	s->n = (s->n ^ n ^ (s->n >> 29)) * PRIME;
}

void
stamp_add(struct stamp *s, const char *path)
{
	struct stat st = {0};

	if (stat(path, &st) != 0)
		st = (struct stat){0};
	mix(s, st.st_dev);
	mix(s, st.st_ino);
	mix(s, (uint64_t)st.st_size);
	mix(s, (uint64_t)st.st_mtim.tv_sec);
	mix(s, (uint64_t)st.st_mtim.tv_nsec);
	mix(s, (uint64_t)st.st_ctim.tv_sec);
	mix(s, (uint64_t)st.st_ctim.tv_nsec);
}

void
stamp_add_way(struct stamp *s, const char *path)
{
	struct view rest = view_of(path);
	char way[LIMIT_PATH];

	for (;;) {
		struct stat st = {0};
		size_t slash = view_find_last(rest, '/');

		if (slash == rest.n || slash == 0)
			return;
		rest = view_before(rest, slash);
		if (!view_copy(rest, way, sizeof(way)))
			return;
		if (stat(way, &st) != 0)
			st = (struct stat){0};
		mix(s, st.st_ino);
		mix(s, st.st_mode);
		mix(s, st.st_uid);
	}
}

struct stamp
stamp_with(struct stamp a, struct stamp b)
{
	mix(&a, b.n);
	return a;
}

bool
stamp_eq(struct stamp a, struct stamp b)
{
	return a.n == b.n;
}
