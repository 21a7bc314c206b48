/* SPDX-License-Identifier: ISC */
/* A spool in a temporary directory, for tests. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/spool.h"
#include "sendmail/spool_dir.h"
#include "suite.h"

static const char *const dirs[] = {"drop", "drop/tmp", "drop/new"};

static void
make_path(const struct test_spool *s, const char *dir, char path[128])
{
	snprintf(path, 128, "%s/%s", s->path, dir);
}

void
spool_dir_make(struct test_spool *s)
{
	char path[128];

	snprintf(s->path, sizeof(s->path), "/tmp/postern-spool-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(s->path));
	for (size_t i = 0; i < COUNT(dirs); i++) {
		make_path(s, dirs[i], path);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
}

/* Calls fn for each file, with the directory's fd; how many there were. */
static size_t
each_file(const struct test_spool *s, const char *dir,
    void (*fn)(void *arg, int dir_fd, const char *name), void *arg)
{
	char path[128];
	struct dirent *entry;
	size_t n = 0;
	DIR *d;

	make_path(s, dir, path);
	d = opendir(path);
	if (d == NULL)
		return 0;
	while ((entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		n++;
		if (fn != NULL)
			fn(arg, dirfd(d), entry->d_name);
	}
	closedir(d);
	return n;
}

static void
remove_file(void *arg, int dir_fd, const char *name)
{
	(void)arg;
	unlinkat(dir_fd, name, 0);
}

void
spool_dir_remove(struct test_spool *s)
{
	char path[128];

	for (size_t i = COUNT(dirs); i > 0; i--) {
		make_path(s, dirs[i - 1], path);
		chmod(path, 0700);
		each_file(s, dirs[i - 1], remove_file, NULL);
		rmdir(path);
	}
	rmdir(s->path);
}

size_t
spool_dir_tmp(const struct test_spool *s)
{
	return each_file(s, "drop/tmp", NULL, NULL);
}

static void
count_begun(void *arg, int dir_fd, const char *name)
{
	struct stat st;

	*(size_t *)arg += fstatat(dir_fd, name, &st, 0) == 0 && st.st_size != 0;
}

size_t
spool_dir_begun(const struct test_spool *s)
{
	size_t n = 0;

	each_file(s, "drop/tmp", count_begun, &n);
	return n;
}

size_t
spool_dir_new(const struct test_spool *s)
{
	return each_file(s, "drop/new", NULL, NULL);
}

struct loading {
	struct message *m;
	struct buf *b;
};

static void
load_file(void *arg, int dir_fd, const char *name)
{
	struct loading *l = arg;
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);
	struct error e;
	struct stat st;
	char *room;

	ck_assert(spool_check_name(view_of(name)));
	ck_assert_int_eq(fstat(fd, &st), 0);
	ck_assert_msg(
	    message_load(fd, (uint64_t)st.st_size, l->m, &e) == ERROR_NONE,
	    "%s", e.text);
	room = buf_room(l->b, (size_t)l->m->size);
	ck_assert_ptr_nonnull(room);
	ck_assert_int_eq(
	    pread(fd, room, (size_t)l->m->size, (off_t)l->m->offset),
	    (ssize_t)l->m->size);
	buf_added(l->b, (size_t)l->m->size);
	close(fd);
}

void
spool_dir_load(const struct test_spool *s, struct message *m, struct buf *b)
{
	struct loading l = {m, b};

	ck_assert_uint_eq(each_file(s, "drop/new", load_file, &l), 1);
}

int
spool_dir_input(struct view content)
{
	char path[] = "/tmp/postern-test-XXXXXX";
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	unlink(path);
	ck_assert_int_eq(write(fd, content.p, content.n), (ssize_t)content.n);
	ck_assert_int_eq(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}
