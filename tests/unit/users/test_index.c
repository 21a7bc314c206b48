/* SPDX-License-Identifier: ISC */
/* Tests of users/index_*.c: a hint changes the time an answer takes alone. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "users/accounts_file.h"
#include "users/index.h"
#include "users/suites.h"

#define INDEX "accounts.index"
#define LINES 6000

/* Names that lines are about, and that are asked for. */
static void
name_of(unsigned i, char *dst, size_t size)
{
	snprintf(dst, size, "u%u@d%u.example.com", i / 3, i % 3);
}

static void
write_lines(FILE *f)
{
	static const char *const forms[][2] = {{"", "\n"}, {"", " group=g\n"},
	    {"  ", "\r\n"}, {"!", "\n"}, {"! ", " # gone\n"},
	    {"", " local=bob\n"}, {"", " junk\n"}, {"#", " group=evil\n"},
	    {"", " home=/h shell=/s\n"}, {"", " uid=2000300001\n"}};
	char name[64];

	fputs("# front\ndefaults shell=/bin/dash\n", f);
	for (unsigned i = 0; i < LINES; i++) {
		name_of(i * 7919 % LINES, name, sizeof(name));
		if (i % 5 == 0)
			name[0] = 'U';
		fprintf(f, "%s%s%s", forms[i % COUNT(forms)][0], name,
		    forms[i % COUNT(forms)][1]);
		if (i == LINES / 2)
			fputs(
			    "*@d1.example.com group=w\n!*@D2.example.com\n", f);
	}
	fprintf(f, "long@d0.example.com %0*d\n", 1000, 0);
	fprintf(f, "toolong@d0.example.com #%0*d\n", 9000, 0);
	fputs("last@d0.example.com", f);
}

/* A long file of all kinds of lines, some about the same name. */
static void
make_file(void)
{
	FILE *f = fopen("accounts", "w");

	ck_assert_ptr_nonnull(f);
	write_lines(f);
	ck_assert_int_eq(fclose(f), 0);
}

static void
append(const char *text)
{
	FILE *f = fopen("accounts", "a");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

static struct accounts *
open_whole(void)
{
	struct accounts *a;
	struct error e;

	ck_assert_int_eq(accounts_open("accounts", false, &a, &e), ERROR_NONE);
	return a;
}

static struct accounts *
open_about(const char *name)
{
	struct accounts *a;
	struct error e;

	ck_assert_int_eq(accounts_open_about(
			     "accounts", false, INDEX, view_of(name), &a, &e),
	    ERROR_NONE);
	return a;
}

static void
refresh(int64_t now)
{
	struct accounts *a = open_whole();
	struct error e;

	ck_assert_int_eq(index_refresh(a, INDEX, now, &e), ERROR_NONE);
	accounts_close(&a);
}

static void
make_all(void)
{
	make_file();
	refresh(time(NULL) + 60);
	ck_assert_int_eq(access(INDEX, F_OK), 0);
}

/* Whether both say the same of a name, but for the number of the line. */
static bool
is_same(
    const struct accounts *whole, const struct accounts *part, const char *name)
{
	struct accounts_rule x = {.line = 0}, y = {.line = 0};

	return accounts_look(whole, view_of(name), &x) ==
	    accounts_look(part, view_of(name), &y) &&
	    x.uid == y.uid && strcmp(x.group, y.group) == 0 &&
	    strcmp(x.home, y.home) == 0 && strcmp(x.shell, y.shell) == 0 &&
	    strcmp(x.local, y.local) == 0;
}

START_TEST(says_the_same)
{
	struct accounts *whole, *part;
	char name[64];

	make_all();
	whole = open_whole();
	for (unsigned i = 0; i < LINES + 30; i++) {
		name_of(i, name, sizeof(name));
		part = open_about(name);
		ck_assert_msg(part->text.n < 4096, "%s: all was read", name);
		ck_assert_str_eq(part->defaults.shell, "/bin/dash");
		ck_assert_msg(is_same(whole, part, name), "%s", name);
		accounts_close(&part);
	}
	part = open_about("last@d0.example.com");
	ck_assert(is_same(whole, part, "last@d0.example.com"));
	accounts_close(&part);
	part = open_about("long@d0.example.com");
	ck_assert_uint_gt(part->text.n, 1000);
	ck_assert_uint_lt(part->text.n, 4096);
	ck_assert(is_same(whole, part, "long@d0.example.com"));
	accounts_close(&part);
	part = open_about("toolong@d0.example.com");
	ck_assert_uint_eq(part->text.n, whole->text.n);
	accounts_close(&part);
	accounts_close(&whole);
}
END_TEST

/* Every state of the file has an index of its own, or none yet. */
START_TEST(other_states)
{
	struct accounts *part;
	struct stat before, after;

	make_file();
	refresh(time(NULL) - 60);
	ck_assert_int_ne(access(INDEX, F_OK), 0);
	refresh(time(NULL) + 60);
	ck_assert_int_eq(stat(INDEX, &before), 0);
	refresh(time(NULL) + 60);
	ck_assert_int_eq(stat(INDEX, &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	append("\n!u1@d1.example.com\n");
	part = open_about("u1@d1.example.com");
	ck_assert_uint_gt(part->text.n, ACCOUNTS_LONG);
	accounts_close(&part);
	refresh(time(NULL) + 60);
	part = open_about("u1@d1.example.com");
	ck_assert_uint_lt(part->text.n, 4096);
	accounts_close(&part);
}
END_TEST

START_TEST(no_index_for)
{
	scratch_put("accounts", "alice@example.com\n");
	refresh(time(NULL) + 60);
	ck_assert_int_ne(access(INDEX, F_OK), 0);
	make_file();
	append("\ndefaults shell=/late\n");
	refresh(time(NULL) + 60);
	ck_assert_int_ne(access(INDEX, F_OK), 0);
}
END_TEST

/* Points every key of the index at one offset of the file. */
static void
point_at(uint32_t offset)
{
	struct index_header header;
	struct index_slot slot;
	int fd = open(INDEX, O_RDWR);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(
	    pread(fd, &header, sizeof(header), 0), (ssize_t)sizeof(header));
	for (uint32_t i = 0; i < header.slots; i++) {
		off_t at = (off_t)(sizeof(header) + i * sizeof(slot));

		ck_assert_int_eq(
		    pread(fd, &slot, sizeof(slot), at), (ssize_t)sizeof(slot));
		if (slot.next == 0)
			continue;
		slot.next = offset + 1;
		ck_assert_int_eq(
		    pwrite(fd, &slot, sizeof(slot), at), (ssize_t)sizeof(slot));
	}
	close(fd);
}

/* A comment is no line, however precisely something points behind its '#'. */
START_TEST(points_into_a_comment)
{
	struct accounts *whole, *part;
	struct view text;
	char name[64];
	const char *at;

	make_all();
	whole = open_whole();
	text = buf_view(&whole->text);
	at = memmem(text.p, text.n, "\n#u", 3);
	ck_assert_ptr_nonnull(at);
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(at + 2, " "), at + 2);
	point_at((uint32_t)(at + 2 - text.p));
	part = open_about(name);
	ck_assert(is_same(whole, part, name));
	accounts_close(&part);
	/* Nor is what lies behind the end. */
	point_at((uint32_t)text.n);
	part = open_about(name);
	ck_assert(is_same(whole, part, name));
	accounts_close(&part);
	accounts_close(&whole);
}
END_TEST

/* Whatever is in the index, what is read are whole lines of the file. */
static void
check_lines(const struct accounts *whole, const struct accounts *part)
{
	struct view rest = buf_view(&part->text), line;
	struct view text = buf_view(&whole->text);

	if (view_eq(rest, text))
		return;
	while (view_split(&rest, '\n', &line)) {
		const char *at = line.n == 0
		    ? text.p
		    : memmem(text.p, text.n, line.p, line.n);

		ck_assert_ptr_nonnull(at);
	}
}

START_TEST(broken_indexes)
{
	struct accounts *whole, *part;
	unsigned seed = 7;
	struct stat st;
	char name[64];
	int fd;

	make_all();
	whole = open_whole();
	fd = open(INDEX, O_RDWR);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fstat(fd, &st), 0);
	for (int i = 0; i < 3000; i++) {
		uint32_t word;
		off_t at;

		seed = seed * 1103515245 + 12345;
		at = (off_t)(seed % (uint64_t)st.st_size) & ~3;
		if (i % 10 != 0)
			at = 8 * (at / 8) + 4;
		word = seed >> 3 & 0x3ffff;
		if (at >= (off_t)sizeof(struct index_header) || i > 2900)
			ck_assert_int_eq(pwrite(fd, &word, 4, at), 4);
		name_of(seed % LINES, name, sizeof(name));
		part = open_about(name);
		check_lines(whole, part);
		accounts_close(&part);
	}
	ck_assert_int_eq(ftruncate(fd, st.st_size / 2), 0);
	for (unsigned i = 0; i < 200; i++) {
		name_of(i, name, sizeof(name));
		part = open_about(name);
		check_lines(whole, part);
		accounts_close(&part);
	}
	close(fd);
	accounts_close(&whole);
}
END_TEST

/* An index that names everything is none. */
START_TEST(full_indexes)
{
	struct index_header header;
	struct index_slot slot = {.tag = 0, .next = 1};
	struct accounts *whole, *part;
	int fd;

	make_all();
	whole = open_whole();
	fd = open(INDEX, O_RDWR);
	ck_assert_int_eq(
	    read(fd, &header, sizeof(header)), (ssize_t)sizeof(header));
	slot.tag = (uint32_t)(index_hash(view_of("u1@d1.example.com")) >> 32);
	for (uint32_t i = 0; i < header.slots; i++)
		ck_assert_int_eq(
		    write(fd, &slot, sizeof(slot)), (ssize_t)sizeof(slot));
	close(fd);
	part = open_about("u1@d1.example.com");
	ck_assert_uint_eq(part->text.n, whole->text.n);
	accounts_close(&part);
	part = open_about("u2@d1.example.com");
	ck_assert_uint_eq(part->text.n, whole->text.n);
	accounts_close(&part);
	accounts_close(&whole);
}
END_TEST

START_TEST(not_files)
{
	struct accounts *part;

	make_all();
	ck_assert_int_eq(rename(INDEX, "away"), 0);
	ck_assert_int_eq(symlink("away", INDEX), 0);
	part = open_about("u1@d1.example.com");
	ck_assert_uint_gt(part->text.n, ACCOUNTS_LONG);
	accounts_close(&part);
	ck_assert_int_eq(unlink(INDEX), 0);
	ck_assert_int_eq(mkfifo(INDEX, 0644), 0);
	part = open_about("u1@d1.example.com");
	ck_assert_uint_gt(part->text.n, ACCOUNTS_LONG);
	accounts_close(&part);
	ck_assert_int_eq(unlink(INDEX), 0);
	ck_assert_int_eq(mkdir(INDEX, 0755), 0);
	part = open_about("u1@d1.example.com");
	ck_assert_uint_gt(part->text.n, ACCOUNTS_LONG);
	accounts_close(&part);
}
END_TEST

Suite *
index_suite(void)
{
	const TTest *const tests[] = {says_the_same, other_states, no_index_for,
	    points_into_a_comment, broken_indexes, full_indexes, not_files};

	return SCRATCH_SUITE("index", tests, NULL);
}
