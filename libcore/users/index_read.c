/* SPDX-License-Identifier: ISC */
/* Finding lines by the index. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sys/io.h"
#include "users/index.h"

/* Slots that are read at a time, and how often. */
#define STEP 16
#define STEPS 32

void
index_identify(const struct stat *st, struct index_identity *out)
{
	*out = (struct index_identity){
	    .inode = (uint64_t)st->st_ino,
	    .size = (uint64_t)st->st_size,
	    .modified = {st->st_mtim.tv_sec, st->st_mtim.tv_nsec},
	    .changed = {st->st_ctim.tv_sec, st->st_ctim.tv_nsec},
	};
}

/* FNV-1a, and a last stir that spreads it over both halves. */
uint64_t
index_hash(struct view key)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < key.n; i++) {
		unsigned char c = (unsigned char)key.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c - 'A' + 'a');
		h = (h ^ c) * 0x100000001b3;
	}
	h = (h ^ h >> 32) * 0x9e3779b97f4a7c15;
	return h ^ h >> 29;
}

static bool
is_usable(const struct index_header *h, const struct index_identity *identity)
{
	return memcmp(h->magic, INDEX_MAGIC, sizeof(h->magic)) == 0 &&
	    memcmp(&h->identity, identity, sizeof(*identity)) == 0 &&
	    h->slots >= STEP && (h->slots & (h->slots - 1)) == 0;
}

int
index_open(const char *path, const struct index_identity *identity,
    struct index_header *out)
{
	int fd = open(
	    path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd >= 0 &&
	    (pread(fd, out, sizeof(*out), 0) != (ssize_t)sizeof(*out) ||
		!is_usable(out, identity)))
		io_close(&fd);
	return fd;
}

/* The STEP slots from a multiple of STEP on. */
static bool
read_slots(int fd, uint32_t at, struct index_slot slots[STEP])
{
	size_t size = STEP * sizeof(slots[0]);
	off_t offset = (off_t)sizeof(struct index_header) +
	    (off_t)at * (off_t)sizeof(slots[0]);

	return pread(fd, slots, size, offset) == (ssize_t)size;
}

bool
index_find(int fd, const struct index_header *header, struct view key,
    uint32_t offsets[INDEX_LINES], unsigned *n_io)
{
	uint64_t hash = index_hash(key);
	uint32_t tag = (uint32_t)(hash >> 32);
	uint32_t at = (uint32_t)hash & (header->slots - 1);
	uint32_t first = at % STEP;
	struct index_slot slots[STEP];

	at -= first;
	for (unsigned step = 0; step < STEPS; step++, first = 0) {
		if (!read_slots(fd, at, slots))
			return false;
		for (uint32_t i = first; i < STEP; i++) {
			if (slots[i].next == 0)
				return true;
			if (slots[i].tag != tag)
				continue;
			if (*n_io == INDEX_LINES)
				return false;
			offsets[(*n_io)++] = slots[i].next - 1;
		}
		at = (at + STEP) & (header->slots - 1);
	}
	return false;
}
