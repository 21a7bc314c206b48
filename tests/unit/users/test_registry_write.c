/* SPDX-License-Identifier: ISC */
/* Tests of users/registry_write.c and registry_pick.c. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "users/hash.h"
#include "users/suites.h"

static const struct accounts_range range = {2000300000, 2000300003};

static struct account
account_of(const char *name, uid_t uid)
{
	struct account a = {.uid = uid, .home = "/h", .shell = "/s"};

	snprintf(a.name, sizeof(a.name), "%s", name);
	return a;
}

static enum error_code
add(const char *name, uid_t uid, struct error *e)
{
	struct account a = account_of(name, uid);

	return registry_add("r", &place_places, &a, e);
}

static void
check_link(const char *path, const char *want)
{
	char target[512];
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	ck_assert_msg(n > 0, "%s is missing", path);
	target[n] = '\0';
	ck_assert_str_eq(target, want);
}

static void
make_registry(void)
{
	place_system();
	ck_assert_int_eq(mkdir("r", 0755), 0);
}

START_TEST(adding)
{
	struct account other = account_of("alice@example.com", 2000300001);
	struct error e;

	make_registry();
	ck_assert_int_eq(add("alice@example.com", 2000300001, &e), ERROR_NONE);
	check_link("r/by-uid/2000300001", "alice@example.com");
	check_link("r/by-name/alice@example.com", "2000300001:/h:/s");
	/* The same again stays as it is, whatever home it names. */
	strncpy(other.home, "/elsewhere", sizeof(other.home));
	ck_assert_int_eq(
	    registry_add("r", &place_places, &other, &e), ERROR_NONE);
	check_link("r/by-name/alice@example.com", "2000300001:/h:/s");
}
END_TEST

START_TEST(collisions)
{
	struct error e;

	make_registry();
	ck_assert_int_eq(add("alice@example.com", 2000300001, &e), ERROR_NONE);
	ck_assert_int_eq(
	    add("mallory@example.com", 2000300001, &e), ERROR_EXISTS);
	ck_assert_ptr_nonnull(strstr(e.text, "alice@example.com"));
	ck_assert_ptr_nonnull(
	    strstr(e.text, "postern user add mallory@example.com"));
	ck_assert_int_eq(access("r/by-name/mallory@example.com", F_OK), -1);
	ck_assert_int_eq(
	    add("alice@example.com", 2000300002, &e), ERROR_EXISTS);
	check_link("r/by-name/alice@example.com", "2000300001:/h:/s");
	ck_assert_int_eq(access("r/by-uid/2000300002", F_OK), -1);
}
END_TEST

START_TEST(tombstones)
{
	struct error e;

	make_registry();
	ck_assert_int_eq(add("alice@example.com", 2000300001, &e), ERROR_NONE);
	ck_assert_int_eq(
	    registry_remove("r", view_of("alice@example.com"), &e), ERROR_NONE);
	check_link("r/by-uid/2000300001", "alice@example.com");
	ck_assert_int_eq(registry_remove("r", view_of("alice@example.com"), &e),
	    ERROR_NOTFOUND);
	ck_assert_int_eq(
	    registry_remove("r", view_of("../by-uid/2000300001"), &e),
	    ERROR_NOTFOUND);
	ck_assert_int_eq(
	    add("alice@example.com", 2000300001, &e), ERROR_EXISTS);
	ck_assert_int_eq(add("bob@example.com", 2000300001, &e), ERROR_EXISTS);
	ck_assert_int_eq(add("alice@example.com", 2000300002, &e), ERROR_NONE);
	check_link("r/by-name/alice@example.com", "2000300002:/h:/s");
}
END_TEST

START_TEST(of_the_files)
{
	struct error e;

	make_registry();
	ck_assert_int_eq(add("odd@example.com", 2000300001, &e), ERROR_EXISTS);
	ck_assert_int_eq(add("new@example.com", 2000300500, &e), ERROR_EXISTS);
	ck_assert_int_eq(add("new@example.com", 2000300600, &e), ERROR_EXISTS);
	scratch_put("uid_map", "0 100000 65536\n");
	ck_assert_int_eq(
	    add("new@example.com", 2000300001, &e), ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "range="));
	ck_assert_int_eq(unlink("passwd"), 0);
	scratch_put("uid_map", "0 0 4294967295\n");
	ck_assert_int_eq(add("new@example.com", 2000300001, &e), ERROR_SYSTEM);
	ck_assert_int_eq(access("r/by-uid", F_OK), -1);
}
END_TEST

START_TEST(malformed)
{
	struct account a = account_of("alice@example.com", 2000300001);
	struct error e;

	make_registry();
	ck_assert_int_eq(add("alice", 2000300001, &e), ERROR_INPUT);
	ck_assert_int_eq(
	    add("../../x@example.com", 2000300001, &e), ERROR_INPUT);
	ck_assert_int_eq(add("alice@example.com", 0, &e), ERROR_INPUT);
	strncpy(a.home, "/a:b", sizeof(a.home));
	ck_assert_int_eq(registry_add("r", &place_places, &a, &e), ERROR_INPUT);
	strncpy(a.home, "/h", sizeof(a.home));
	strncpy(a.shell, "", sizeof(a.shell));
	ck_assert_int_eq(registry_add("r", &place_places, &a, &e), ERROR_INPUT);
}
END_TEST

START_TEST(no_registry)
{
	struct error e;

	place_system();
	ck_assert_int_eq(
	    add("alice@example.com", 2000300001, &e), ERROR_SYSTEM);
	ck_assert_int_eq(registry_remove("r", view_of("alice@example.com"), &e),
	    ERROR_SYSTEM);
}
END_TEST

/* A writer that was stopped while it had the lock. */
START_TEST(somebody_keeps_the_lock)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct registry_places places = place_places;
	struct account a = account_of("alice@example.com", 2000300001);
	struct error e;
	int fd;

	make_registry();
	places.lock_ms = 50;
	ck_assert_int_eq(add("carol@example.com", 2000300000, &e), ERROR_NONE);
	fd = open("r/.lock", O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fcntl(fd, F_OFD_SETLK, &whole), 0);
	ck_assert_int_eq(registry_add("r", &places, &a, &e), ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "lslocks"));
	ck_assert_int_ne(access("r/by-uid/2000300001", F_OK), 0);
	close(fd);
	ck_assert_int_eq(registry_add("r", &places, &a, &e), ERROR_NONE);
}
END_TEST

/* Links in the place of directories and of the lock are not followed. */
START_TEST(hostile_directories)
{
	struct error e;

	make_registry();
	ck_assert_int_eq(mkdir("elsewhere", 0755), 0);
	ck_assert_int_eq(symlink("../elsewhere", "r/by-uid"), 0);
	ck_assert_int_eq(
	    add("alice@example.com", 2000300001, &e), ERROR_SYSTEM);
	ck_assert_int_eq(access("elsewhere/2000300001", F_OK), -1);
	ck_assert_int_eq(unlink("r/by-uid"), 0);
	ck_assert_int_eq(unlink("r/.lock"), 0);
	ck_assert_int_eq(symlink("../victim", "r/.lock"), 0);
	ck_assert_int_eq(
	    add("alice@example.com", 2000300001, &e), ERROR_SYSTEM);
	ck_assert_int_eq(access("victim", F_OK), -1);
}
END_TEST

/* Root could write anywhere. */
static void
become_nobody(void)
{
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(chown(".", 65534, 65534), 0);
	ck_assert_int_eq(chown("r", 65534, 65534), 0);
	ck_assert(setgid(65534) == 0 && setuid(65534) == 0);
}

/* Only half a record could be written, as on a full disk: the number is not
 * lost with it. */
START_TEST(half_a_record)
{
	struct error e;
	int status = -1;
	pid_t pid;

	make_registry();
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		become_nobody();
		ck_assert_int_eq(mkdir("r/by-name", 0555), 0);
		ck_assert_int_eq(
		    add("alice@example.com", 2000300001, &e), ERROR_SYSTEM);
		ck_assert_int_eq(chmod("r/by-name", 0755), 0);
		ck_assert_int_eq(
		    add("alice@example.com", 2000300001, &e), ERROR_NONE);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	check_link("r/by-name/alice@example.com", "2000300001:/h:/s");
}
END_TEST

/* What a full or slow disk is to a process that is killed while it waits. */
static bool killed_by_fsync;

int
fsync(int fd)
{
	if (killed_by_fsync)
		_exit(9);
	return (int)syscall(SYS_fsync, fd);
}

/* Who is killed while a disk takes its time has lost no number either. */
START_TEST(killed_while_syncing)
{
	struct error e;
	int status = -1;
	pid_t pid;

	make_registry();
	ck_assert_int_eq(mkdir("r/by-uid", 0755), 0);
	ck_assert_int_eq(mkdir("r/by-name", 0755), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		killed_by_fsync = true;
		add("alice@example.com", 2000300001, &e);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 9);
	ck_assert_int_eq(add("alice@example.com", 2000300001, &e), ERROR_NONE);
	check_link("r/by-name/alice@example.com", "2000300001:/h:/s");
}
END_TEST

/* Many at once, of one number: exactly one gets it. */
START_TEST(at_once)
{
	unsigned won = 0;
	pid_t children[8];

	make_registry();
	for (size_t i = 0; i < COUNT(children); i++) {
		children[i] = fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] == 0) {
			char name[32];
			struct error e;

			snprintf(name, sizeof(name), "u%zu@example.com", i);
			_exit(add(name, 2000300001, &e) == ERROR_NONE ? 0 : 1);
		}
	}
	for (size_t i = 0; i < COUNT(children); i++) {
		int status = -1;

		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		won += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	ck_assert_uint_eq(won, 1);
}
END_TEST

static enum error_code
pick(const char *name, const struct accounts *a, uid_t *uid)
{
	struct error e;

	return registry_pick_uid(
	    "r", &place_places, &range, a, view_of(name), uid, &e);
}

START_TEST(picking)
{
	struct accounts *a;
	struct error e;
	uid_t first = hash_uid(view_of("alice@example.com"), &range), uid = 0;
	uid_t next = first == range.last ? range.first : first + 1;
	char line[64];

	make_registry();
	scratch_put("passwd", "");
	ck_assert_int_eq(pick("alice@example.com", NULL, &uid), ERROR_NONE);
	ck_assert_uint_eq(uid, first);
	ck_assert_int_eq(add("taken@example.com", first, &e), ERROR_NONE);
	ck_assert_int_eq(pick("alice@example.com", NULL, &uid), ERROR_NONE);
	ck_assert_uint_eq(uid, next);
	snprintf(line, sizeof(line), "x@example.com uid=%u\n", (unsigned)next);
	a = place_accounts(line);
	ck_assert_int_eq(pick("alice@example.com", a, &uid), ERROR_NONE);
	ck_assert_uint_ne(uid, first);
	ck_assert_uint_ne(uid, next);
	accounts_close(&a);
	snprintf(line, sizeof(line), "local:x:%u:1:::\n", (unsigned)next);
	scratch_put("passwd", line);
	ck_assert_int_eq(pick("alice@example.com", NULL, &uid), ERROR_NONE);
	ck_assert_uint_ne(uid, first);
	ck_assert_uint_ne(uid, next);
}
END_TEST

START_TEST(picking_from_none)
{
	struct error e;
	uid_t uid = 0;
	char name[32];

	ck_assert_int_eq(pick("alice@example.com", NULL, &uid), ERROR_SYSTEM);
	make_registry();
	for (uid_t n = range.first; n <= range.last; n++) {
		snprintf(name, sizeof(name), "u%u@example.com", (unsigned)n);
		ck_assert_int_eq(add(name, n, &e), ERROR_NONE);
	}
	ck_assert_int_eq(pick("alice@example.com", NULL, &uid), ERROR_LIMIT);
}
END_TEST

Suite *
registry_write_suite(void)
{
	const TTest *const tests[] = {somebody_keeps_the_lock, adding,
	    collisions, tombstones, of_the_files, malformed, no_registry,
	    hostile_directories, half_a_record, killed_while_syncing, at_once,
	    picking, picking_from_none};

	return SCRATCH_SUITE("registry_write", tests, NULL);
}
