/* SPDX-License-Identifier: ISC */
/* queue-put's work on a spool in a temporary directory. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "queue/submit.h"
#include "sendmail-shim/queue-put/put.h"
#include "sendmail/spool_dir.h"
#include "sendmail/suites.h"

static struct test_spool spool;
static struct buf frames; /* what is sent */
static struct submit_answer answer;

static void
set_up(void)
{
	spool_dir_make(&spool);
	buf_init(&frames, 1 << 24);
}

static void
tear_down(void)
{
	buf_clear(&frames);
	spool_dir_remove(&spool);
}

/* Moves what was encoded into b behind the frames. */
static void
take(struct buf *b, bool encoded)
{
	ck_assert(encoded);
	ck_assert(buf_add(&frames, buf_view(b)));
	buf_clear(b);
}

static void
put_head(const char *sender, const char *recipient)
{
	struct message m;
	struct buf b;
	unsigned at = 0;

	message_init(&m);
	buf_init(&b, LIMIT_FRAME);
	snprintf(m.sender, sizeof(m.sender), "%s", sender);
	take(&b, submit_put_envelope(&b, &m));
	if (recipient != NULL) {
		buf_add_str(&m.recipients, recipient);
		buf_add_byte(&m.recipients, '\0');
		m.n_recipients = 1;
		take(&b, submit_put_recipients(&b, &m, &at));
	}
	message_clear(&m);
}

static void
put_text(const char *text)
{
	struct buf b;

	buf_init(&b, LIMIT_FRAME);
	take(&b, submit_put_data(&b, view_of(text)));
}

static void
put_end(void)
{
	struct buf b;

	buf_init(&b, LIMIT_FRAME);
	take(&b, submit_put_end(&b));
}

/* Runs with the first n bytes of the frames; its exit status. */
static int
run_cut(size_t n)
{
	int in = spool_dir_input(view_before(buf_view(&frames), n));
	int out = spool_dir_input(view_of(""));
	struct put p = {.spool = spool.path,
	    .in = in,
	    .out = out,
	    .user = "bob",
	    .who = {.uid = 4711}};
	int status = put_run(&p);
	struct frame f;
	struct buf b;

	buf_init(&b, LIMIT_FRAME + FRAME_HEAD);
	ck_assert_int_eq(lseek(out, 0, SEEK_SET), 0);
	ck_assert_int_eq(
	    frame_recv(out, &b, deadline_in(60000), &f, NULL), ERROR_NONE);
	ck_assert_int_eq(f.type, SUBMIT_ANSWER);
	ck_assert_int_eq(submit_get_answer(&f, &answer, NULL), ERROR_NONE);
	ck_assert_int_eq((int)answer.status, status);
	buf_clear(&b);
	close(in);
	close(out);
	return status;
}

static int
run(void)
{
	return run_cut(frames.n);
}

/* It was refused with this status and nothing is left. */
static void
check_refused(int status, const char *words)
{
	ck_assert_int_eq(run(), status);
	ck_assert_msg(strstr(answer.text, words) != NULL, "'%s'", answer.text);
	ck_assert_str_eq(answer.id, "");
	ck_assert_uint_eq(spool_dir_tmp(&spool), 0);
	ck_assert_uint_eq(spool_dir_new(&spool), 0);
}

static const struct {
	const char *pieces[4];
	const char *text; /* as it lies in the spool */
	uint64_t longest;
	bool eight_bit;
} texts[] = {
    {{"Subject: x\n\nhello\n"}, "Subject: x\r\n\r\nhello\r\n", 10, false},
    {{"a\r\nb\r\n"}, "a\r\nb\r\n", 1, false},
    {{"a\rb\nc\r\r\nd"}, "a\r\nb\r\nc\r\n\r\nd\r\n", 1, false},
    {{"a\r", "\nb"}, "a\r\nb\r\n", 1, false},
    {{"a\r", "b\n", "\nc"}, "a\r\nb\r\n\r\nc\r\n", 1, false},
    {{"a\n.\nb\r\n.\r\n"}, "a\r\n.\r\nb\r\n.\r\n", 1, false},
    {{"a\n.\rb"}, "a\r\n.\r\nb\r\n", 1, false},
    {{"abc", "def", "\nx"}, "abcdef\r\nx\r\n", 6, false},
    {{"\xc3", "\xa9\n"}, "\xc3\xa9\r\n", 2, true},
    {{"\n"}, "\r\n", 0, false},
    {{"\r"}, "\r\n", 0, false},
    {{""}, "", 0, false},
    {{NULL}, "", 0, false},
};

START_TEST(line_ends)
{
	struct message m;
	struct buf got;

	put_head("a@b", "root");
	for (int i = 0; texts[_i].pieces[i] != NULL; i++)
		put_text(texts[_i].pieces[i]);
	put_end();
	ck_assert_int_eq(run(), EX_OK);
	ck_assert(spool_check_name(view_of(answer.id)));
	ck_assert_uint_eq(spool_dir_tmp(&spool), 0);
	message_init(&m);
	buf_init(&got, 4096);
	spool_dir_load(&spool, &m, &got);
	ck_assert_str_eq(buf_str(&got), texts[_i].text);
	ck_assert_uint_eq(m.size, got.n);
	ck_assert_uint_eq(m.longest, texts[_i].longest);
	ck_assert(m.eight_bit == texts[_i].eight_bit);
	ck_assert_uint_eq(m.uid, 4711);
	ck_assert_str_eq(m.user, "bob");
	ck_assert_str_eq(m.sender, "a@b");
	ck_assert_str_eq(message_recipient(&m, 0), "root");
	buf_clear(&got);
	message_clear(&m);
}
END_TEST

/* Cut anywhere before its end it is cancelled and leaves nothing. */
START_TEST(every_part)
{
	put_head("a@b", "root");
	put_text("Subject: x\n\nhello\n");
	put_end();
	for (size_t n = 0; n < frames.n; n++) {
		ck_assert_int_ne(run_cut(n), EX_OK);
		ck_assert_uint_eq(spool_dir_tmp(&spool), 0);
		ck_assert_uint_eq(spool_dir_new(&spool), 0);
	}
	ck_assert_int_eq(run(), EX_OK);
}
END_TEST

static const char *const hostile[] = {"a\nb", "a\rb", "a b", "", "<x>"};

START_TEST(hostile_recipient)
{
	put_head("a@b", hostile[_i]);
	put_end();
	check_refused(EX_DATAERR, "recipient");
}
END_TEST

START_TEST(hostile_sender)
{
	put_head("a@b>\r\nRCPT TO:<victim@example.com>", "root");
	put_end();
	check_refused(EX_DATAERR, "sender");
}
END_TEST

START_TEST(no_recipient)
{
	put_head("a@b", NULL);
	put_text("x");
	put_end();
	check_refused(EX_DATAERR, "no recipient");
}
END_TEST

START_TEST(cancelled)
{
	put_head("a@b", "root");
	put_text("x\n");
	check_refused(EX_TEMPFAIL, "cancelled");
}
END_TEST

START_TEST(wrong_order)
{
	put_text("x");
	put_head("a@b", "root");
	put_end();
	check_refused(EX_SOFTWARE, "envelope");
	buf_reset(&frames);
	put_head("a@b", "root");
	put_text("x");
	put_head("c@d", "alice");
	put_end();
	check_refused(EX_SOFTWARE, "wrong place");
}
END_TEST

START_TEST(not_frames)
{
	buf_add_str(&frames, "From: root\n\nhello\n");
	check_refused(EX_SOFTWARE, "frame");
}
END_TEST

START_TEST(no_spool)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/drop/new", spool.path);
	rmdir(path);
	put_head("a@b", "root");
	put_end();
	check_refused(EX_TEMPFAIL, "setgid");
}
END_TEST

START_TEST(file_size_limit)
{
	struct rlimit small = {4096, 4096};
	char text[9000];

	signal(SIGXFSZ, SIG_IGN);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	put_head("a@b", "root");
	put_text(text);
	put_end();
	frames.max = frames.n;
	ck_assert_uint_eq(spool_dir_new(&spool), 0);
	{
		int in = spool_dir_input(buf_view(&frames));
		int out = spool_dir_input(view_of(""));
		struct put p = {.spool = spool.path, .in = in, .out = out};

		setrlimit(RLIMIT_FSIZE, &small);
		ck_assert_int_eq(put_run(&p), EX_TEMPFAIL);
		close(in);
		close(out);
	}
	ck_assert_uint_eq(spool_dir_tmp(&spool), 0);
	ck_assert_uint_eq(spool_dir_new(&spool), 0);
}
END_TEST

START_TEST(mode)
{
	char path[128];
	struct stat st;

	put_head("a@b", "root");
	put_end();
	umask(0);
	ck_assert_int_eq(run(), EX_OK);
	snprintf(path, sizeof(path), "%s/drop/new/%s", spool.path, answer.id);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0640);
}
END_TEST

Suite *
put_suite(void)
{
	Suite *s = suite_create("put");
	TCase *t = tcase_create("all");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, line_ends, 0, COUNT(texts));
	tcase_add_test(t, every_part);
	tcase_add_loop_test(t, hostile_recipient, 0, COUNT(hostile));
	tcase_add_test(t, hostile_sender);
	tcase_add_test(t, no_recipient);
	tcase_add_test(t, cancelled);
	tcase_add_test(t, wrong_order);
	tcase_add_test(t, not_frames);
	tcase_add_test(t, no_spool);
	tcase_add_test(t, file_size_limit);
	tcase_add_test(t, mode);
	suite_add_tcase(s, t);
	return s;
}
