/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/offline_file.c: files that are not as we left them,
 * and disks that take nothing. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "login/offline_site.h"
#include "login/suites.h"
#include "pam_imap/daemon/offline_file.h"
#include "pam_imap/daemon/offline_hash.h"

/* Nothing usable, whatever is done with it; and a login stores a new one. */
static void
check_unusable(const char *what)
{
	ck_assert_msg(
	    offline_try(RIGHT) == ERROR_NOTFOUND, "%s: verified", what);
	ck_assert_int_eq(offline_drop_refused(&offline_places,
			     offline_alice(RIGHT), &offline_error),
	    ERROR_NONE);
	offline_put();
	ck_assert_msg(offline_try(RIGHT) == ERROR_NONE, "%s: %s", what,
	    offline_error.text);
}

START_TEST(cut)
{
	size_t size;

	offline_put();
	size = strlen(scratch_read(ALICE_FILE));
	ck_assert_uint_gt(size, 200);
	while (size-- > 0) {
		ck_assert_int_eq(truncate(ALICE_FILE, (off_t)size), 0);
		ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	}
	check_unusable("empty");
}
END_TEST

START_TEST(flipped)
{
	char c;
	int fd;

	offline_put();
	fd = open(ALICE_FILE, O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	for (off_t i = 0; pread(fd, &c, 1, i) == 1; i++) {
		c ^= 1;
		ck_assert_int_eq(pwrite(fd, &c, 1, i), 1);
		ck_assert_msg(offline_try(RIGHT) == ERROR_NOTFOUND, "byte %lld",
		    (long long)i);
		c ^= 1;
		ck_assert_int_eq(pwrite(fd, &c, 1, i), 1);
	}
	close(fd);
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NONE);
}
END_TEST

/* What another program could make of the file. */
static const char *const changes[] = {
    "chmod 0640 " ALICE_FILE,
    "chmod 0400 " ALICE_FILE,
    "chmod 0000 " ALICE_FILE,
    "chmod 04600 " ALICE_FILE,
    "ln " ALICE_FILE " other",
    "mv " ALICE_FILE " other; ln -s ../other " ALICE_FILE,
    "ln -fs nowhere " ALICE_FILE,
    "rm " ALICE_FILE "; mkfifo -m 0600 " ALICE_FILE,
    "head -c 5000 /dev/zero >>" ALICE_FILE,
    "echo >>" ALICE_FILE,
    "[ $(id -u) != 0 ] || chown 1 " ALICE_FILE,
};

static void
run(const char *command)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

START_TEST(changed)
{
	/* Nothing to change the owner with: the last row. */
	size_t n = COUNT(changes) - (geteuid() != 0);

	for (size_t i = 0; i < n; i++) {
		unlink(ALICE_FILE);
		unlink("other");
		offline_put();
		run(changes[i]);
		check_unusable(changes[i]);
	}
}
END_TEST

START_TEST(directories)
{
	static const char *const commands[] = {"chmod 0750 login",
	    "chmod 0701 login", "chmod 0700 login; mv login l; ln -s l login",
	    "rm -f login; mv l login; rm machine-id",
	    "echo uninitialized >machine-id", ": >machine-id",
	    "head -c 100 /dev/zero >machine-id"};

	offline_put();
	for (size_t i = 0; i < COUNT(commands); i++) {
		run(commands[i]);
		ck_assert_int_ne(offline_try(RIGHT), ERROR_NONE);
		ck_assert_int_ne(offline_try(RIGHT), ERROR_DENIED);
		ck_assert_msg(
		    offline_store(&offline_places, offline_alice(RIGHT), NOW,
			&offline_error) != ERROR_NONE,
		    "row %zu", i);
		ck_assert_str_ne(offline_error.text, "");
	}
	offline_places.dir = "nowhere";
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	ck_assert_int_eq(offline_drop_refused(&offline_places,
			     offline_alice(RIGHT), &offline_error),
	    ERROR_NONE);
	ck_assert_int_eq(offline_store(&offline_places, offline_alice(RIGHT),
			     NOW, &offline_error),
	    ERROR_NOTFOUND);
}
END_TEST

/* No byte can be written: as on a full disk. */
static void
fill_disk(void)
{
	const struct rlimit none = {.rlim_cur = 0, .rlim_max = RLIM_INFINITY};

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
}

static void
empty_disk(void)
{
	const struct rlimit all = {
	    .rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};

	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &all), 0);
}

/* A try that cannot be counted is none, and what was stored stays. */
START_TEST(full_disk)
{
	offline_put();
	fill_disk();
	for (unsigned i = 0; i < 2 * OFFLINE_WRONG; i++) {
		ck_assert_int_eq(offline_try(RIGHT), ERROR_SYSTEM);
		ck_assert_int_eq(offline_try("x"), ERROR_SYSTEM);
	}
	ck_assert_int_eq(offline_store(&offline_places, offline_alice("new"),
			     NOW, &offline_error),
	    ERROR_SYSTEM);
	/* What the server refused goes nevertheless. */
	empty_disk();
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NONE);
	fill_disk();
	ck_assert_int_eq(offline_drop_refused(&offline_places,
			     offline_alice(RIGHT), &offline_error),
	    ERROR_NONE);
	empty_disk();
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	run("test \"$(ls -A login)\" = .lock");
}
END_TEST

/* The count is on the disk before the answer: who dies in between has tried.
 */
START_TEST(counted_first)
{
	offline_put();
	for (unsigned i = 0; i < OFFLINE_WRONG; i++) {
		char line[32];

		snprintf(line, sizeof(line), "\nwrong-here %u\n", i);
		ck_assert_ptr_nonnull(strstr(scratch_read(ALICE_FILE), line));
		ck_assert_int_eq(offline_try("x"), ERROR_DENIED);
	}
}
END_TEST

/* Files with a right sum and a hash that we never make. */
static const struct {
	const char *hash;
	enum error_code code;
} hashes[] = {
    {"", ERROR_DENIED},
    {"x", ERROR_DENIED},
    {"*0", ERROR_DENIED},
    {"$1$abc$def", ERROR_DENIED},
    {"$6$abc$def", ERROR_DENIED},
    /* Another cost: that of the last but one would take minutes. */
    {"$y$j8T$jp3egizm5CXUUcvJMpPA..$dO", ERROR_DENIED},
    {"$y$jFT$jp3egizm5CXUUcvJMpPA..$dO", ERROR_DENIED},
    {"$y$j9T", ERROR_DENIED},
    {"$y$j9T$*$*", ERROR_SYSTEM},
    {"$y$j9T$jp3egizm5CXUUcvJMpPA..$", ERROR_DENIED},
    {"$y$j9T$jp3egizm5CXUUcvJMpPA..$dO/INCM7KGGXVAbr6Kvl2wouj", ERROR_DENIED},
};

START_TEST(other_hashes)
{
	struct offline_record r = {
	    .address = ALICE, .uid = ALICE_UID, .stored = NOW, .seen = NOW};
	struct offline_dir d;

	ck_assert_int_eq(
	    offline_dir_open(&offline_places, &d, &offline_error), ERROR_NONE);
	for (size_t i = 0; i < COUNT(hashes); i++) {
		enum error_code code;

		snprintf(r.hash, sizeof(r.hash), "%s", hashes[i].hash);
		ck_assert_int_eq(
		    offline_file_save(&d, &r, &offline_error), ERROR_NONE);
		code = offline_try(RIGHT);
		ck_assert_msg(
		    code == hashes[i].code, "row %zu: %s", i, error_name(code));
	}
	offline_dir_close(&d);
}
END_TEST

/* Verifies what a writer of the directory made of a stored password. */
static enum error_code
try_record(
    struct offline_dir *d, const struct offline_record *r, const char *id)
{
	struct offline_entry *entry = offline_alice(RIGHT);

	scratch_put("machine-id", id);
	view_copy(view_of(id), d->machine, sizeof(d->machine));
	ck_assert_int_eq(offline_file_save(d, r, &offline_error), ERROR_NONE);
	entry->uid = r->uid;
	view_copy(view_of(r->address), entry->address, sizeof(entry->address));
	return offline_verify(
	    &offline_places, entry, NOW + 1, DAYS, &offline_error);
}

/* The hash is of all that the password is bound to: a right sum over another
 * number, name, time or machine is of no use. */
START_TEST(bound)
{
	static const char id[] = "0123456789abcdef0123456789abcdef";
	struct offline_record r, other;
	struct offline_dir d;

	offline_put();
	ck_assert_int_eq(
	    offline_dir_open(&offline_places, &d, &offline_error), ERROR_NONE);
	ck_assert_int_eq(
	    offline_file_load(&d, ALICE, &r, &offline_error), ERROR_NONE);
	ck_assert_int_eq(try_record(&d, &r, id), ERROR_NONE);
	other = r;
	other.uid++;
	ck_assert_int_eq(try_record(&d, &other, id), ERROR_DENIED);
	other = r;
	other.stored++;
	ck_assert_int_eq(try_record(&d, &other, id), ERROR_DENIED);
	other = r;
	other.address[0] = 'b';
	ck_assert_int_eq(try_record(&d, &other, id), ERROR_DENIED);
	other = r;
	other.hash[strlen(r.hash)] = 'x';
	other.hash[strlen(r.hash) + 1] = '\0';
	ck_assert_int_eq(try_record(&d, &other, id), ERROR_DENIED);
	ck_assert_int_eq(try_record(&d, &r, id + 1), ERROR_SETTINGS);
	ck_assert_int_eq(try_record(&d, &r, "1123456789abcdef0123456789abcdef"),
	    ERROR_DENIED);
	offline_dir_close(&d);
}
END_TEST

/* A hash of the future, though nobody has looked at it yet. */
START_TEST(future)
{
	struct offline_record r = {
	    .address = ALICE, .uid = ALICE_UID, .stored = NOW + 1, .seen = NOW};
	struct offline_dir d;

	ck_assert_int_eq(
	    offline_dir_open(&offline_places, &d, &offline_error), ERROR_NONE);
	ck_assert_int_eq(offline_hash_make(&r, &offline_alice(RIGHT)->password,
			     view_of(d.machine), &offline_error),
	    ERROR_NONE);
	ck_assert_int_eq(offline_file_save(&d, &r, &offline_error), ERROR_NONE);
	offline_dir_close(&d);
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
}
END_TEST

static char *
no_hash(char *hash)
{
	(void)hash;
	return NULL;
}

static char *
failed_hash(char *hash)
{
	hash[0] = '*';
	hash[1] = '0';
	hash[2] = '\0';
	return hash;
}

/* crypt() says in either way that it could not. */
START_TEST(no_crypt)
{
	static char *(*const ways[])(char *) = {no_hash, failed_hash};

	offline_put();
	for (size_t i = 0; i < COUNT(ways); i++) {
		offline_hashed = ways[i];
		ck_assert_int_eq(offline_try(RIGHT), ERROR_SYSTEM);
		ck_assert_int_eq(offline_try("x"), ERROR_SYSTEM);
		ck_assert_int_eq(offline_store(&offline_places,
				     offline_alice("new"), NOW, &offline_error),
		    ERROR_SYSTEM);
		ck_assert_int_eq(offline_drop_refused(&offline_places,
				     offline_alice(RIGHT), &offline_error),
		    ERROR_SYSTEM);
	}
	offline_hashed = NULL;
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NONE);
}
END_TEST

static char *
drop_meanwhile(char *hash)
{
	ck_assert_int_eq(unlink(ALICE_FILE), 0);
	return hash;
}

static char *
replace_meanwhile(char *hash)
{
	offline_hashed = NULL;
	ck_assert_int_eq(offline_store(&offline_places, offline_alice("new"),
			     NOW, &offline_error),
	    ERROR_NONE);
	offline_alice(RIGHT);
	return hash;
}

/* While a try is looked at, the server refuses or accepts a password. */
START_TEST(meanwhile)
{
	offline_put();
	offline_hashed = drop_meanwhile;
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	offline_hashed = NULL;
	offline_put();
	offline_hashed = replace_meanwhile;
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
	ck_assert_int_eq(offline_try("new"), ERROR_NONE);
	offline_put();
	offline_hashed = replace_meanwhile;
	ck_assert_int_eq(offline_drop_refused(&offline_places,
			     offline_alice(RIGHT), &offline_error),
	    ERROR_NONE);
	ck_assert_int_eq(offline_try("new"), ERROR_NONE);
}
END_TEST

/* Two that try at the same time are counted both. */
START_TEST(at_once)
{
	pid_t pids[OFFLINE_WRONG];
	int status;

	offline_put();
	for (size_t i = 0; i < COUNT(pids); i++) {
		pids[i] = fork();
		ck_assert_int_ge(pids[i], 0);
		if (pids[i] == 0)
			_exit(offline_try("x") != ERROR_DENIED);
	}
	for (size_t i = 0; i < COUNT(pids); i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(offline_try(RIGHT), ERROR_NOTFOUND);
}
END_TEST

Suite *
offline_file_suite(void)
{
	const TTest *const tests[] = {cut, flipped, changed, directories,
	    full_disk, counted_first, bound, other_hashes, future, no_crypt,
	    meanwhile, at_once};

	return SCRATCH_SUITE("login offline files", tests, offline_make);
}
