/* SPDX-License-Identifier: ISC */
/* Tests of queue/listing, and of loading messages where memory is short. */
#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/listing.h"
#include "queue/pickup.h"
#include "queue/runner_suites.h"
#include "scratch.h"

#define NAME "0000000000000001-00000000000000aa"
#define NOBODY ((uid_t)-2)
#define ENVELOPE                                              \
	"postern-message 2\nsender 5:a@b.c\nuid 1:7\n"        \
	"user 4:carl\ntime 10:1790000000\n"                   \
	"recipient 4:root\nrecipient 7:eve@x.y\n"             \
	"recipient-notify 5:NEVER\norcpt 14:rfc822;eve@x.y\n" \
	"size 20:00000000000000000005\neight-bit 1:0\n"       \
	"longest 20:00000000000000000003\nend 0:\nhi!\r\n"
#define JOURNAL                                                 \
	"postern-journal 1\nto 0 4:root 17:admin@example.com\n" \
	"to 1 7:eve@x.y 7:eve@x.y\nend 2\nsince 1790000100\n"   \
	"state 0 deferred 3 1790000300 780 3:one 9:450 later\n"

/* The allocation that fails, counted from 1; 0: none. */
static unsigned fail_at;

static bool
fails(void)
{
	return fail_at != 0 && --fail_at == 0;
}

/* The linker sends the library's calls here (--wrap). */
void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

/* With the allocation number failing that fails; *failed_out: there was one. */
static enum error_code
load_failing(
    struct listing *l, bool journal, unsigned failing, bool *failed_out)
{
	int dir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct error e;
	enum error_code code;

	fail_at = failing;
	code = listing_load(l, dir, NAME, CONTROL_QUEUE, journal, NOBODY, &e);
	*failed_out = failing != 0 && fail_at == 0;
	fail_at = 0;
	close(dir);
	return code;
}

static enum error_code
load(struct listing *l, bool journal)
{
	bool failed;

	return load_failing(l, journal, 0, &failed);
}

static void
make_files(void)
{
	scratch_put(NAME, ENVELOPE);
	scratch_put(NAME ".j", JOURNAL);
}

START_TEST(loads_a_message_and_its_journal)
{
	struct listing l;

	listing_init(&l);
	ck_assert_int_eq(load(&l, true), ERROR_NONE);
	ck_assert_uint_eq(l.j.n, 2);
	ck_assert_str_eq(l.j.list[0].address, "admin@example.com");
	ck_assert_int_eq(l.j.list[0].state, JOURNAL_DEFERRED);
	ck_assert_int_eq(load(&l, false), ERROR_NONE);
	ck_assert_str_eq(l.j.list[0].address, "root");
	ck_assert_int_eq(l.j.list[0].state, JOURNAL_WAITING);
	listing_clear(&l);
}
END_TEST

/* A message is not taken for a broken one because memory is short. */
START_TEST(tells_short_memory_from_broken_files)
{
	struct listing l;
	enum error_code code;
	unsigned n = 0;
	bool failed;

	listing_init(&l);
	do {
		code = load_failing(&l, true, ++n, &failed);
		ck_assert_msg(code == (failed ? ERROR_MEMORY : ERROR_NONE),
		    "allocation %u: code %d", n, code);
	} while (failed);
	ck_assert_uint_gt(n, 6);
	listing_clear(&l);
}
END_TEST

static bool
repack(const struct listing *l, struct listing *out)
{
	struct buf b;
	bool ok;

	buf_init(&b, 65536);
	ok =
	    listing_pack(&l->m, &l->j, &b) && listing_unpack(buf_view(&b), out);
	buf_clear(&b);
	return ok;
}

/* What is shown of both is the same. */
static void
assert_same(const struct listing *a, const struct listing *b)
{
	struct buf x, y;
	struct control_message m;
	struct control_recipient to;

	buf_init(&x, 65536);
	buf_init(&y, 65536);
	for (int i = 0; i < 2; i++) {
		const struct listing *l = i == 0 ? a : b;
		struct buf *out = i == 0 ? &x : &y;

		listing_message(l, &m);
		m.id[0] = '\0';
		m.place = CONTROL_QUEUE;
		control_put_message(out, &m);
		for (unsigned k = 0; k < l->j.n; k++) {
			listing_recipient(l, k, &to);
			control_put_recipient(out, &to);
		}
	}
	ck_assert(!x.failed && !y.failed);
	ck_assert(view_eq(buf_view(&x), buf_view(&y)));
	ck_assert_int_eq(a->j.since, b->j.since);
	buf_clear(&x);
	buf_clear(&y);
}

START_TEST(keeps_what_is_shown)
{
	struct listing l, again;

	listing_init(&l);
	listing_init(&again);
	for (int journal = 0; journal < 2; journal++) {
		ck_assert_int_eq(load(&l, journal == 1), ERROR_NONE);
		ck_assert(repack(&l, &again));
		assert_same(&l, &again);
		ck_assert_uint_eq(again.j.n, 2);
	}
	ck_assert_str_eq(again.j.list[0].reply, "450 later");
	ck_assert_int_eq(again.j.since, 1790000100);
	listing_clear(&l);
	listing_clear(&again);
}
END_TEST

START_TEST(unpacks_all_or_nothing)
{
	struct listing l, again;
	unsigned n = 0;
	bool ok, failed;

	listing_init(&l);
	listing_init(&again);
	ck_assert_int_eq(load(&l, true), ERROR_NONE);
	do {
		fail_at = ++n;
		ok = repack(&l, &again);
		failed = fail_at == 0;
		fail_at = 0;
		ck_assert_msg(ok == !failed, "allocation %u", n);
		ck_assert_uint_eq(again.j.n, ok ? 2 : 0);
	} while (failed);
	ck_assert_uint_gt(n, 3);
	listing_clear(&l);
	listing_clear(&again);
}
END_TEST

START_TEST(takes_files_only)
{
	struct listing l;

	listing_init(&l);
	ck_assert_int_eq(unlink(NAME), 0);
	ck_assert_int_eq(load(&l, true), ERROR_NOTFOUND);
	ck_assert_int_eq(mkfifo(NAME, 0600), 0);
	ck_assert_int_eq(load(&l, true), ERROR_INPUT);
	ck_assert_int_eq(unlink(NAME), 0);
	ck_assert_int_eq(symlink("/dev/null", NAME), 0);
	ck_assert_int_eq(load(&l, true), ERROR_INPUT);
	ck_assert_int_eq(unlink(NAME), 0);
	scratch_put("other", ENVELOPE);
	ck_assert_int_eq(link("other", NAME), 0);
	ck_assert_int_eq(load(&l, true), ERROR_INPUT);
	listing_clear(&l);
}
END_TEST

Suite *
listing_suite(void)
{
	const TTest *const tests[] = {loads_a_message_and_its_journal,
	    tells_short_memory_from_broken_files, keeps_what_is_shown,
	    unpacks_all_or_nothing, takes_files_only};

	return SCRATCH_SUITE("listing", tests, make_files);
}
