/* SPDX-License-Identifier: ISC */
/* Making the index of an accounts file. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/io.h"
#include "users/accounts_file.h"
#include "users/index.h"
#include "users/line.h"

/* A change this recent could be followed by one with the same times. */
#define SETTLED_SECONDS 2
#define LEAST_SLOTS 64

static bool
is_settled(const struct index_identity *identity, int64_t now)
{
	return identity->changed[0] + SETTLED_SECONDS <= now;
}

static bool
is_there(const char *path, const struct index_identity *identity)
{
	struct index_header header;
	int fd = index_open(path, identity, &header);
	bool found = fd >= 0;

	io_close(&fd);
	return found;
}

static uint32_t
count_slots(struct view text)
{
	uint32_t lines = 1, slots = LEAST_SLOTS;

	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	while (slots < 2 * lines)
		slots *= 2;
	return slots;
}

static void
put(struct index_slot *slots, uint32_t n, struct view key, size_t offset)
{
	uint64_t hash = index_hash(key);
	uint32_t at = (uint32_t)hash & (n - 1);

	while (slots[at].next != 0)
		at = (at + 1) & (n - 1);
	slots[at] = (struct index_slot){
	    .tag = (uint32_t)(hash >> 32), .next = (uint32_t)offset + 1};
}

/* Where the line of a walk begins, blanks and all. */
static size_t
line_start(struct view text, struct view line)
{
	struct view before = view_before(text, (size_t)(line.p - text.p));
	size_t at = view_find_last(before, '\n');

	return at < before.n ? at + 1 : 0;
}

static void
fill(struct view text, struct index_header *header)
{
	struct index_slot *slots = (struct index_slot *)(void *)(header + 1);
	struct line_walk w = {.rest = text};
	struct line_subject s;

	while (line_next(&w)) {
		line_subject(w.line, &s);
		if (s.defaults)
			continue;
		header->wildcards += s.wildcard;
		put(slots, header->slots, s.name, line_start(text, w.line));
	}
}

static enum error_code
write_index(const char *path, const void *p, size_t size, struct error *e)
{
	char dir[LIMIT_PATH] = ".";
	const char *slash = strrchr(path, '/');
	enum error_code code;
	int fd;

	if (slash != NULL &&
	    !view_copy(
		view_make(path, (size_t)(slash - path)), dir, sizeof(dir)))
		return error_set(e, ERROR_LIMIT, "%s: too long", path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", dir);
	code = file_replace(
	    fd, slash != NULL ? slash + 1 : path, view_make(p, size), 0644, e);
	io_close(&fd);
	return code;
}

enum error_code
index_refresh(
    const struct accounts *a, const char *path, int64_t now, struct error *e)
{
	struct view text = buf_view(&a->text);
	struct index_header *header;
	uint32_t n;
	size_t size;
	enum error_code code;

	if (text.n < ACCOUNTS_LONG || a->defaults.bad_line != 0 ||
	    text.n != a->identity.size || !is_settled(&a->identity, now) ||
	    is_there(path, &a->identity))
		return ERROR_NONE;
	n = count_slots(text);
	size = sizeof(*header) + n * sizeof(struct index_slot);
	header = calloc(1, size);
	if (header == NULL)
		return error_set(e, ERROR_MEMORY, "%s: no memory", path);
	memcpy(header->magic, INDEX_MAGIC, sizeof(header->magic));
	header->identity = a->identity;
	header->slots = n;
	fill(text, header);
	code = write_index(path, header, size, e);
	free(header);
	return code;
}
