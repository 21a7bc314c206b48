/* SPDX-License-Identifier: ISC */
/* What waits of whom. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sendmail-shim/postern-queue/tally.h"
#include "sys/io.h"

static const enum spool_dir counted[] = {SPOOL_QUEUE, SPOOL_HOLD, SPOOL_FAILED};

bool
tally_counts(enum spool_dir d)
{
	for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
		if (counted[i] == d)
			return true;
	return false;
}

void
tally_init(struct tally *t, uid_t drop_uid)
{
	*t = (struct tally){.drop_uid = drop_uid};
}

void
tally_clear(struct tally *t)
{
	free(t->users);
	tally_init(t, t->drop_uid);
}

/* Where the uid is, or would be. */
static size_t
find_place(const struct tally *t, uid_t uid)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->users[middle].now.uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
make_room(struct tally *t)
{
	size_t size = t->size != 0 ? 2 * t->size : 16;
	struct tally_user *users;

	if (t->n < t->size)
		return true;
	users = reallocarray(t->users, size, sizeof(*users));
	if (users == NULL)
		return false;
	t->users = users;
	t->size = size;
	return true;
}

/* The user's place, made when there is none; NULL when memory is short. */
static struct tally_user *
find_user(struct tally *t, uid_t uid)
{
	size_t at = find_place(t, uid);
	struct tally_user *user;

	if (at < t->n && t->users[at].now.uid == uid)
		return &t->users[at];
	if (!make_room(t))
		return NULL;
	user = &t->users[at];
	memmove(user + 1, user, (t->n - at) * sizeof(*user));
	t->n++;
	*user = (struct tally_user){.now = {.uid = uid}, .told = {.uid = uid}};
	return user;
}

/* Whose the file is, and how large. */
static bool
look_at(
    const struct tally *t, int dir_fd, const char *name, struct limits_use *out)
{
	struct stat st;

	if (!spool_check_name(view_of(name)) ||
	    fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	*out = (struct limits_use){
	    .uid = st.st_uid, .messages = 1, .bytes = (uint64_t)st.st_size};
	if (st.st_uid == t->drop_uid)
		out->uid = spool_name_uid(view_of(name));
	return true;
}

/* False when memory is short. */
static bool
add(struct tally *t, int dir_fd, const char *name)
{
	struct limits_use one;
	struct tally_user *user;

	if (!look_at(t, dir_fd, name, &one))
		return true;
	user = find_user(t, one.uid);
	if (user == NULL)
		return false;
	user->now.messages++;
	user->now.bytes += one.bytes;
	t->changed = true;
	return true;
}

void
tally_add(struct tally *t, int dir_fd, const char *name)
{
	(void)add(t, dir_fd, name);
}

static uint64_t
less(uint64_t from, uint64_t what)
{
	return from > what ? from - what : 0;
}

void
tally_subtract(struct tally *t, int dir_fd, const char *name)
{
	struct limits_use one;
	size_t at;

	if (t->n == 0 || !look_at(t, dir_fd, name, &one))
		return;
	at = find_place(t, one.uid);
	if (at == t->n || t->users[at].now.uid != one.uid)
		return;
	t->users[at].now.messages = less(t->users[at].now.messages, 1);
	t->users[at].now.bytes = less(t->users[at].now.bytes, one.bytes);
	t->changed = true;
}

static bool
count_dir(struct tally *t, int dir_fd)
{
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *d;
	bool ok = true;

	if (dir == NULL) {
		io_close(&fd);
		return true;
	}
	while (ok && (d = readdir(dir)) != NULL)
		ok = add(t, dir_fd, d->d_name);
	closedir(dir);
	return ok;
}

bool
tally_count(struct tally *t, const int dirs[SPOOL_DIRS])
{
	bool ok = true;

	for (size_t i = 0; i < t->n; i++)
		t->users[i].now.messages = t->users[i].now.bytes = 0;
	t->changed = true;
	for (size_t i = 0; ok && i < sizeof(counted) / sizeof(counted[0]); i++)
		ok = count_dir(t, dirs[counted[i]]);
	return ok;
}

bool
tally_tell(struct tally *t, struct limits *l, size_t max)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct tally_user *user = &t->users[i];

		if (user->now.messages == 0)
			continue;
		if (kept < max && !limits_add_use(l, &user->now))
			return false;
		user->told = user->now;
		t->users[kept++] = *user;
	}
	t->n = kept;
	t->changed = false;
	return true;
}

static bool
is_near(uint64_t now, uint64_t told, uint64_t quota)
{
	return quota != 0 && now > told && now > quota / 8;
}

bool
tally_presses(const struct tally *t, const struct limits *l)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct tally_user *u = &t->users[i];

		if (is_near(u->now.messages, u->told.messages, l->messages) ||
		    is_near(u->now.bytes, u->told.bytes, l->bytes))
			return true;
	}
	return false;
}
