/* SPDX-License-Identifier: ISC */
/* Tests of queue/journal. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/journal.h"
#include "queue/runner_suites.h"

#define NAME "0000000000000001-00000000000000aa"

static const struct journal_origin nobody = {0, 0};

static const char whole[] =
    "postern-journal 1\n"
    "to 0 4:root 17:admin@example.com\n"
    "to 0 4:root 15:bob@example.com\n"
    "to 1 7:eve@x.y 7:eve@x.y\n"
    "end 3\n"
    "state 1 deferred 3 1790000300 780 10:infomaniak 9:450 later\n"
    "state 2 sent 1 0 0 3:one 6:250 ok\n"
    "notify 0 SUCCESS,DELAY\n"
    "state 1 held 4 1790000900 1380 10:infomaniak 9:550 5.7.1\n";

static void
two_recipients(struct message *m)
{
	struct error e;

	message_init(m);
	ck_assert_int_eq(
	    message_add_recipient(m, view_of("root"), &e), ERROR_NONE);
	ck_assert_int_eq(
	    message_add_recipient(m, view_of("eve@x.y"), &e), ERROR_NONE);
}

static enum error_code
parse(struct view text, struct journal *j)
{
	struct message m;
	struct error e;
	enum error_code code;

	two_recipients(&m);
	journal_init(j);
	code = journal_parse(text, &m, j, &e);
	message_clear(&m);
	return code;
}

START_TEST(reads_what_is_written)
{
	struct journal j;

	ck_assert_int_eq(parse(view_of(whole), &j), ERROR_NONE);
	ck_assert_uint_eq(j.n, 3);
	ck_assert_uint_eq(j.whole, sizeof(whole) - 1);
	ck_assert(!j.torn);
	ck_assert_str_eq(j.list[0].address, "admin@example.com");
	ck_assert_int_eq(j.list[0].state, JOURNAL_WAITING);
	ck_assert_int_eq(j.list[1].state, JOURNAL_HELD);
	ck_assert_uint_eq(j.list[1].attempts, 4);
	ck_assert_int_eq(j.list[1].due, 1790000900);
	ck_assert_int_eq(j.list[1].tried, 1380);
	ck_assert_str_eq(j.list[1].reply, "550 5.7.1");
	ck_assert_str_eq(j.list[1].relay, "infomaniak");
	ck_assert_uint_eq(j.list[2].of.index, 1);
	ck_assert_uint_eq(j.list[0].of.notify, NOTIFY_SUCCESS | NOTIFY_DELAY);
	ck_assert_uint_eq(j.list[1].of.notify, 0);
	ck_assert_int_eq(j.list[2].state, JOURNAL_SENT);
	ck_assert(!journal_done(&j));
	journal_clear(&j);
}
END_TEST

START_TEST(writes_what_is_read)
{
	struct journal j, again;
	struct message m;
	struct buf b;

	ck_assert_int_eq(parse(view_of(whole), &j), ERROR_NONE);
	two_recipients(&m);
	buf_init(&b, LIMIT_JOURNAL);
	ck_assert(journal_encode(&j, &m, &b));
	ck_assert_int_eq(parse(buf_view(&b), &again), ERROR_NONE);
	ck_assert_uint_eq(again.n, j.n);
	for (unsigned i = 0; i < j.n; i++) {
		ck_assert_str_eq(again.list[i].address, j.list[i].address);
		ck_assert_int_eq(again.list[i].state, j.list[i].state);
		ck_assert_int_eq(again.list[i].due, j.list[i].due);
		ck_assert_str_eq(again.list[i].reply, j.list[i].reply);
		ck_assert_uint_eq(again.list[i].of.notify, j.list[i].of.notify);
	}
	buf_clear(&b);
	message_clear(&m);
	journal_clear(&j);
	journal_clear(&again);
}
END_TEST

/* Cut anywhere behind "end", it is what the whole lines say. */
START_TEST(bears_a_torn_end)
{
	size_t end = (size_t)(strstr(whole, "state") - whole);
	struct journal j;

	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		enum error_code code = parse(view_make(whole, n), &j);

		ck_assert_msg((code == ERROR_NONE) == (n >= end),
		    "cut at %zu: %d", n, code);
		if (code == ERROR_NONE) {
			ck_assert(j.torn == (whole[n - 1] != '\n'));
			ck_assert_uint_le(j.whole, n);
			ck_assert_uint_eq(
			    j.list[1].attempts, n < end + 60 ? 0 : 3);
		} else {
			ck_assert_int_eq(code, ERROR_INPUT);
		}
		journal_clear(&j);
	}
}
END_TEST

#define HEAD "postern-journal 1\n"
#define TO "to 0 4:root 17:admin@example.com\n"

static const char *const refused[] = {
    "",
    "\n",
    "postern-journal 2\n" TO "end 1\n",
    HEAD HEAD TO "end 1\n",
    HEAD TO,
    HEAD TO "end 2\n",
    HEAD TO "end 1\nend 1\n",
    HEAD TO "end 1\n" TO,
    HEAD TO TO "end 2\n",
    HEAD "to 2 4:root 17:admin@example.com\nend 1\n",
    HEAD "to 1 4:root 17:admin@example.com\nend 1\n",
    HEAD "to 99999999999 4:root 3:a@b\nend 1\n",
    HEAD "to 0 3:root 17:admin@example.com\nend 1\n",
    HEAD "to 0 4:root 18:admin@example.com\nend 1\n",
    HEAD "to 0 4:root 16:admin@example.com\nend 1\n",
    HEAD "to 0 4:root 0:\nend 1\n",
    HEAD "to 0 4:root 3:a\rb\nend 1\n",
    HEAD "to 0 4:root 3:a b\nend 1\n",
    HEAD "to  0 4:root 3:a@b\nend 1\n",
    HEAD "to 0 4:root  3:a@b\nend 1\n",
    HEAD "to 0 4:root -3:a@b\nend 1\n",
    HEAD "to 0 4:root 99999999999999999999:a@b\nend 1\n",
    HEAD "to 0 4:root\nend 1\n",
    HEAD TO "end 1\nstate 1 sent 1 0 0 0: 0:\n",
    HEAD TO "end 1\nstate 0 gone 1 0 0 0: 0:\n",
    HEAD TO "end 1\nstate 0 sent 1 0 0 0:\n",
    HEAD TO "end 1\nstate 0 sent 1 0 0 0: 0: \n",
    HEAD TO "end 1\nstate 0 sent -1 0 0 0: 0:\n",
    HEAD TO "end 1\nstate 0 sent 1 99999999999999999999 0 0: 0:\n",
    HEAD TO "end 1\nstate 0 sent 1 0 0 0: 3:a\tb\n",
    HEAD TO "end 1\nstate 0\n",
    HEAD TO "end 1\nstate\n",
    HEAD TO "end 1\nnotify 1 NEVER\n",
    HEAD TO "end 1\nnotify 0 SOON\n",
    HEAD TO "end 1\nnotify 0 NEVER \n",
    HEAD TO "end 1\nnotify 0 \n",
    HEAD TO "end 1\nnotify 0\n",
    HEAD TO "end 1\n\n",
    HEAD TO "end 1 \n",
};

START_TEST(refuses_what_is_none)
{
	struct journal j;

	for (size_t i = 0; i < COUNT(refused); i++) {
		ck_assert_msg(parse(view_of(refused[i]), &j) == ERROR_INPUT,
		    "%zu: %s", i, refused[i]);
		journal_clear(&j);
	}
}
END_TEST

static int
make_dir(char *path)
{
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(path));
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	return fd;
}

static void
remove_dir(const char *path, int fd)
{
	unlinkat(fd, NAME ".j", 0);
	close(fd);
	ck_assert_int_eq(rmdir(path), 0);
}

START_TEST(grows_and_shrinks_on_disk)
{
	char path[] = "/tmp/postern-journal-XXXXXX";
	bool changed[1] = {true};
	struct journal j, got;
	struct message m;
	struct stat st;
	struct error e;
	int dir = make_dir(path);
	char reply[500];
	off_t most = 0;

	memset(reply, 'x', sizeof(reply));
	two_recipients(&m);
	journal_init(&j);
	journal_init(&got);
	ck_assert_int_eq(journal_load(dir, NAME, &m, &got, &e), ERROR_NOTFOUND);
	ck_assert_int_eq(
	    journal_add(&j, nobody, view_of("a@b"), &e), ERROR_NONE);
	for (unsigned i = 1; i < 200; i++) {
		j.list[0].state = JOURNAL_DEFERRED;
		j.list[0].attempts = i;
		ck_assert(journal_set_words(&j.list[0], view_of("one"),
		    view_make(reply, sizeof(reply))));
		ck_assert_int_eq(
		    journal_note(dir, NAME, &m, &j, changed, &e), ERROR_NONE);
		ck_assert_int_eq(fstatat(dir, NAME ".j", &st, 0), 0);
		ck_assert_int_eq(st.st_size, (off_t)j.whole);
		most = st.st_size > most ? st.st_size : most;
	}
	ck_assert_int_gt(most, 60000);
	ck_assert_int_lt(most, 70000);
	ck_assert_int_lt(st.st_size, most);
	ck_assert_int_eq(journal_load(dir, NAME, &m, &got, &e), ERROR_NONE);
	ck_assert_uint_eq(got.list[0].attempts, 199);
	journal_clear(&j);
	journal_clear(&got);
	message_clear(&m);
	remove_dir(path, dir);
}
END_TEST

/* What stands behind a torn line does not vanish with it. */
START_TEST(mends_a_torn_file)
{
	char path[] = "/tmp/postern-journal-XXXXXX";
	static const char torn[] = HEAD "to 0 4:root 3:a@b\nend 1\nstate 0 se";
	bool changed[1] = {true};
	struct journal j;
	struct message m;
	struct error e;
	int dir = make_dir(path), fd;

	fd = openat(dir, NAME ".j", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_eq(
	    write(fd, torn, sizeof(torn) - 1), (int)sizeof(torn) - 1);
	close(fd);
	two_recipients(&m);
	journal_init(&j);
	ck_assert_int_eq(journal_load(dir, NAME, &m, &j, &e), ERROR_NONE);
	ck_assert(j.torn);
	j.list[0].state = JOURNAL_SENT;
	ck_assert_int_eq(
	    journal_note(dir, NAME, &m, &j, changed, &e), ERROR_NONE);
	journal_clear(&j);
	ck_assert_int_eq(journal_load(dir, NAME, &m, &j, &e), ERROR_NONE);
	ck_assert(!j.torn);
	ck_assert(journal_done(&j));
	journal_clear(&j);
	message_clear(&m);
	remove_dir(path, dir);
}
END_TEST

START_TEST(follows_no_link)
{
	char path[] = "/tmp/postern-journal-XXXXXX";
	struct journal j;
	struct message m;
	struct error e;
	int dir = make_dir(path);

	two_recipients(&m);
	journal_init(&j);
	ck_assert_int_eq(symlinkat("/etc/passwd", dir, NAME ".j"), 0);
	ck_assert_int_eq(journal_load(dir, NAME, &m, &j, &e), ERROR_INPUT);
	journal_clear(&j);
	message_clear(&m);
	remove_dir(path, dir);
}
END_TEST

/* What comes of two recipients that lead to one address; the first says what
 * the index is. */
static const struct {
	unsigned first, second;
	unsigned index, notify;
} merged[] = {
    {0, 0, 0, 0},
    {NOTIFY_NEVER, NOTIFY_NEVER, 1, NOTIFY_NEVER},
    {NOTIFY_NEVER, NOTIFY_FAILURE, 1, NOTIFY_FAILURE},
    {NOTIFY_SUCCESS, NOTIFY_NEVER, 0, NOTIFY_SUCCESS},
    {NOTIFY_NEVER, 0, 1, 0},
    {0, NOTIFY_NEVER, 0, 0},
    {NOTIFY_SUCCESS, NOTIFY_DELAY, 0, NOTIFY_SUCCESS | NOTIFY_DELAY},
    {0, NOTIFY_SUCCESS, 0, NOTIFY_SUCCESS | NOTIFY_FAILURE | NOTIFY_DELAY},
    {NOTIFY_FAILURE, 0, 0, NOTIFY_FAILURE | NOTIFY_DELAY},
};

START_TEST(merges_what_is_to_be_known)
{
	const struct view same = view_of("a@b");
	struct journal_origin first = {0, merged[_i].first};
	struct journal_origin second = {1, merged[_i].second};
	struct journal j;
	struct error e;

	journal_init(&j);
	ck_assert_int_eq(journal_add(&j, first, same, &e), ERROR_NONE);
	ck_assert_int_eq(journal_add(&j, second, same, &e), ERROR_NONE);
	ck_assert_uint_eq(j.n, 1);
	ck_assert_uint_eq(j.list[0].of.index, merged[_i].index);
	ck_assert_uint_eq(j.list[0].of.notify, merged[_i].notify);
	journal_clear(&j);
}
END_TEST

/* What was said of it is history. */
START_TEST(merges_nothing_into_what_is_done)
{
	const struct journal_origin never = {0, NOTIFY_NEVER};
	const struct journal_origin failure = {1, NOTIFY_FAILURE};
	struct journal j;
	struct error e;

	journal_init(&j);
	ck_assert_int_eq(
	    journal_add(&j, never, view_of("a@b"), &e), ERROR_NONE);
	j.list[0].state = JOURNAL_FAILED;
	ck_assert_int_eq(
	    journal_add(&j, failure, view_of("a@b"), &e), ERROR_NONE);
	ck_assert_uint_eq(j.list[0].of.index, 0);
	ck_assert_uint_eq(j.list[0].of.notify, NOTIFY_NEVER);
	journal_clear(&j);
}
END_TEST

START_TEST(keeps_its_ceiling)
{
	struct journal j;
	struct error e;
	char address[32];

	journal_init(&j);
	for (unsigned i = 0; i < JOURNAL_RECIPIENTS; i++) {
		snprintf(address, sizeof(address), "a%u@b", i);
		ck_assert_int_eq(
		    journal_add(&j, nobody, view_of(address), &e), ERROR_NONE);
	}
	ck_assert_int_eq(
	    journal_add(&j, nobody, view_of("a0@b"), &e), ERROR_NONE);
	ck_assert_int_eq(
	    journal_add(&j, nobody, view_of("more@b"), &e), ERROR_LIMIT);
	ck_assert_uint_eq(j.n, JOURNAL_RECIPIENTS);
	journal_drop(&j, 0);
	ck_assert_str_eq(j.list[0].address, "a1@b");
	journal_cut(&j, 1);
	ck_assert_uint_eq(j.n, 1);
	journal_clear(&j);
}
END_TEST

Suite *
journal_suite(void)
{
	const TTest *const tests[] = {reads_what_is_written,
	    writes_what_is_read, bears_a_torn_end, refuses_what_is_none,
	    mends_a_torn_file, follows_no_link, keeps_its_ceiling,
	    merges_nothing_into_what_is_done};
	Suite *suite = SUITE_OF("journal", tests);
	TCase *disk = tcase_create("disk");
	TCase *merging = tcase_create("merging");

	/* Thousands of fsync() calls, on a disk that others use too. */
	tcase_set_timeout(disk, 60);
	tcase_add_test(disk, grows_and_shrinks_on_disk);
	suite_add_tcase(suite, disk);
	tcase_add_loop_test(
	    merging, merges_what_is_to_be_known, 0, COUNT(merged));
	suite_add_tcase(suite, merging);
	return suite;
}
