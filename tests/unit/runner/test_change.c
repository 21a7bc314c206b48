/* SPDX-License-Identifier: ISC */
/* Tests of what operators do to messages over the socket. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/served.h"
#include "runner/suites.h"
#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/postern-queue/intake.h"
#include "sys/io.h"

#define SENDER "alice@example.com"
#define FIRST "0006000000000000-00000000000000a1"
#define SECOND "0006000000000000-00000000000000a2"
#define NONE "0006000000000000-00000000000000ff"

/* Two messages that wait because the relay fails. */
static void
begin(struct served *v)
{
	served_init(v);
	stage_script(&v->s, 0, "fail 0");
	stage_put(&v->s, SPOOL_QUEUE, FIRST, SENDER, "bob@x.y");
	stage_put(&v->s, SPOOL_QUEUE, SECOND, "carol@example.com", "eve@x.y");
	stage_start(&v->s);
	stage_run(&v->s);
}

/* The relay works from now on. */
static void
mend(struct served *v)
{
	stage_script(&v->s, 0, "");
	ck_assert_int_eq(served_ask(v, served_flush, 0), ERROR_NONE);
	stage_run(&v->s);
}

START_TEST(holds_and_releases)
{
	struct served v;

	begin(&v);
	ck_assert_int_eq(served_do(&v, CONTROL_HOLD, FIRST, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, FIRST " done\n"), 1);
	ck_assert_uint_eq(stage_said(&v.s, FIRST ": held by uid"), 1);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_HOLD), 1);
	ck_assert_uint_eq(v.s.runner->list.n, 1);
	mend(&v);
	ck_assert_uint_eq(stage_got(&v.s, "to=<eve@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 0);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "held by an administrator"), 1);
	stage_stop(&v.s);
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 0);
	ck_assert_int_eq(served_do(&v, CONTROL_RELEASE, FIRST, 0), ERROR_NONE);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_HOLD), 0);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 0);
	served_clear(&v);
}
END_TEST

/* Who had it already does not get it again, wherever it was meanwhile. */
START_TEST(keeps_the_journal_on_its_way)
{
	struct served v;

	served_init(&v);
	stage_put(&v.s, SPOOL_QUEUE, FIRST, SENDER, "bob@x.y deferred@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	ck_assert_int_eq(served_do(&v, CONTROL_HOLD, FIRST, 0), ERROR_NONE);
	ck_assert_uint_eq(stage_journals(&v.s, SPOOL_HOLD), 1);
	ck_assert_uint_eq(stage_journals(&v.s, SPOOL_QUEUE), 0);
	ck_assert_int_eq(served_do(&v, CONTROL_RELEASE, FIRST, 0), ERROR_NONE);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&v.s, "to=<deferred@x.y>"), 2);
	served_clear(&v);
}
END_TEST

/* A crash between the two halves of holding leaves the journal behind. */
START_TEST(puts_a_lone_journal_where_its_message_is)
{
	char from[STAGE_PATH + 64], to[STAGE_PATH + 64];
	struct served v;

	served_init(&v);
	stage_put(&v.s, SPOOL_QUEUE, FIRST, SENDER, "deferred@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	stage_stop(&v.s);
	snprintf(from, sizeof(from), "%s/queue/" FIRST, v.s.root);
	snprintf(to, sizeof(to), "%s/hold/" FIRST, v.s.root);
	ck_assert_int_eq(rename(from, to), 0);
	stage_start(&v.s);
	ck_assert_uint_eq(stage_journals(&v.s, SPOOL_HOLD), 1);
	ck_assert_uint_eq(stage_journals(&v.s, SPOOL_QUEUE), 0);
	served_clear(&v);
}
END_TEST

START_TEST(deletes)
{
	struct served v;

	begin(&v);
	ck_assert_int_eq(served_do(&v, CONTROL_DELETE, FIRST, 0), ERROR_NONE);
	ck_assert_uint_eq(stage_said(&v.s, FIRST ": deleted by uid"), 1);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 1);
	mend(&v);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 0);
	ck_assert_uint_eq(stage_got(&v.s, "to=<eve@x.y>"), 1);
	ck_assert_int_eq(served_do(&v, CONTROL_DELETE, FIRST, 0), ERROR_DENIED);
	ck_assert_uint_eq(served_printed(&v, "there is no such message"), 1);
	served_clear(&v);
}
END_TEST

/* More of them than one turn looks at, chosen by a text in either case. */
START_TEST(changes_many)
{
	struct served v;

	served_init(&v);
	stage_script(&v.s, 0, "fail 0");
	for (int i = 0; i < 300; i++)
		stage_drop(&v.s, i % 3 == 0 ? "carol@x.y" : SENDER, "bob@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	v.request = CONTROL_HOLD;
	v.query = (struct control_query){.sender = "CAROL"};
	ck_assert_int_eq(served_ask(&v, served_request, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, " done\n"), 100);
	ck_assert_uint_eq(v.s.runner->list.n, 200);
	ck_assert_int_eq(served_do(&v, CONTROL_RELEASE, NULL, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, " done\n"), 100);
	ck_assert_uint_eq(v.s.runner->list.n, 300);
	ck_assert_int_eq(served_do(&v, CONTROL_DELETE, NULL, 0), ERROR_NONE);
	ck_assert_uint_eq(v.s.runner->list.n, 0);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 0);
	served_clear(&v);
}
END_TEST

START_TEST(tries_chosen_ones_now)
{
	struct served v;

	served_init(&v);
	stage_put(&v.s, SPOOL_QUEUE, FIRST, SENDER, "deferred@x.y");
	stage_put(&v.s, SPOOL_QUEUE, SECOND, SENDER, "deferred@other.y");
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_int_eq(served_do(&v, CONTROL_RETRY, FIRST, 0), ERROR_NONE);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<deferred@x.y>"), 2);
	ck_assert_uint_eq(stage_got(&v.s, "to=<deferred@other.y>"), 1);
	v.request = CONTROL_FLUSH;
	v.query = (struct control_query){.recipient = "@OTHER"};
	ck_assert_int_eq(served_ask(&v, served_request, 0), ERROR_NONE);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<deferred@x.y>"), 2);
	ck_assert_uint_eq(stage_got(&v.s, "to=<deferred@other.y>"), 2);
	served_clear(&v);
}
END_TEST

/* What was given up has all its time again. */
START_TEST(retries_what_failed)
{
	struct served v;

	served_init(&v);
	v.s.notify = "NEVER";
	stage_put(&v.s, SPOOL_QUEUE, FIRST, SENDER, "bounced@x.y bob@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_FAILED), 1);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "Mail queue is empty"), 1);
	v.request = CONTROL_LIST;
	v.query = (struct control_query){.failed = true};
	ck_assert_int_eq(served_ask(&v, served_request, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "given up, kept until"), 1);
	v.request = CONTROL_RETRY;
	v.query.all = true;
	ck_assert_int_eq(served_ask(&v, served_request, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, FIRST " done"), 1);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bounced@x.y>"), 2);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_FAILED), 1);
	ck_assert_uint_eq(stage_journals(&v.s, SPOOL_QUEUE), 0);
	served_clear(&v);
}
END_TEST

START_TEST(shows_headers_or_everything)
{
	static char text[20000];
	struct served v;

	served_init(&v);
	memset(text, 'h', sizeof(text));
	memcpy(text, "Subject: ", 9);
	/* The header section ends across two pieces. */
	memcpy(text + CONTROL_DATA_MAX - 2, "\r\n\r\nthe text", 12);
	memcpy(text + sizeof(text) - 3, "\r\n", 3);
	v.s.text = text;
	stage_put(&v.s, SPOOL_HOLD, FIRST, SENDER, "bob@x.y");
	stage_start(&v.s);
	ck_assert_int_eq(served_do(&v, CONTROL_SHOW, FIRST, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "Subject: hhh"), 1);
	ck_assert_uint_eq(served_printed(&v, "the text"), 0);
	v.query.text = true;
	ck_assert_int_eq(served_ask(&v, served_request, 0), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, text), 1);
	ck_assert_int_eq(served_do(&v, CONTROL_SHOW, NONE, 0), ERROR_DENIED);
	served_clear(&v);
}
END_TEST

static const struct {
	enum control_frame request;
	struct control_query query;
	const char *why;
} wrong[] = {
    {CONTROL_DELETE, {.id = ""}, "say which messages"},
    {CONTROL_DELETE, {.id = FIRST, .all = true}, "say which messages"},
    {CONTROL_DELETE, {.id = "0006"}, "not a queue id"},
    {CONTROL_HOLD, {.failed = true, .all = true}, "given up"},
    {CONTROL_SHOW, {.id = "0006"}, "not a queue id"},
    {CONTROL_SHOW, {.all = true}, "not a queue id"},
    {CONTROL_RELEASE, {.id = FIRST}, "no such message there"},
    {CONTROL_STATE, {.all = true}, "no such request"},
};

START_TEST(refuses)
{
	struct served v;

	begin(&v);
	v.request = wrong[_i].request;
	v.query = wrong[_i].query;
	ck_assert_int_eq(served_ask(&v, served_request, 0), ERROR_DENIED);
	ck_assert_uint_eq(served_printed(&v, wrong[_i].why), 1);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 2);
	served_clear(&v);
}
END_TEST

static const struct {
	enum control_frame request;
	const char *why;
} roots[] = {
    {CONTROL_FLUSH, "only root"},
    {CONTROL_HOLD, "only root"},
    {CONTROL_RELEASE, "only root"},
    {CONTROL_RETRY, "only root"},
    {CONTROL_DELETE, "no such message"},
    {CONTROL_SHOW, "no such message"},
};

/* Others cannot tell a message of somebody else from none. */
START_TEST(others_cannot)
{
	struct served v;

	if (getuid() != 0)
		return;
	begin(&v);
	ck_assert_int_eq(served_do(&v, roots[_i].request, FIRST, SERVED_OTHER),
	    ERROR_DENIED);
	ck_assert_uint_eq(served_printed(&v, roots[_i].why), 1);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 2);
	served_clear(&v);
}
END_TEST

START_TEST(others_may_delete_their_own)
{
	char path[STAGE_PATH + 64];
	struct served v;

	if (getuid() != 0)
		return;
	begin(&v);
	snprintf(path, sizeof(path), "%s/queue/" FIRST, v.s.root);
	ck_assert_int_eq(chown(path, SERVED_OTHER, 0), 0);
	ck_assert_int_eq(
	    served_do(&v, CONTROL_SHOW, FIRST, SERVED_OTHER), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, "Subject: test"), 1);
	ck_assert_int_eq(
	    served_do(&v, CONTROL_DELETE, NULL, SERVED_OTHER), ERROR_NONE);
	ck_assert_uint_eq(served_printed(&v, " done\n"), 1);
	ck_assert_uint_eq(stage_said(&v.s, "deleted by uid 4242"), 1);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_QUEUE), 1);
	served_clear(&v);
}
END_TEST

static bool
print_event(void *arg, const struct control_event *ev)
{
	struct print *p = arg;

	fprintf(p->to, "event %s %s %s\n", ev->recipient.address,
	    journal_state_word(ev->recipient.state), ev->recipient.reply);
	return true;
}

static enum error_code
wait_for_first(const struct served *v, struct print *p, struct error *e)
{
	struct ask_ear ear = print_ear(p);
	enum error_code code;
	struct control_state state;
	int fd = ask_watch(v->socket, &state, e);

	if (fd < 0)
		return e->code;
	ear.event = print_event;
	/* Only now is there a message to wait for. */
	stage_put((struct stage *)(uintptr_t)&v->s, SPOOL_DROP_NEW, SECOND,
	    SENDER, "eve@x.y");
	stage_put((struct stage *)(uintptr_t)&v->s, SPOOL_DROP_NEW, FIRST,
	    SENDER, "bob@x.y held@x.y");
	code = ask_wait(fd, FIRST, deadline_in(3000), &ear, e);
	close(fd);
	return code;
}

START_TEST(watches)
{
	struct served v;

	served_init(&v);
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_int_eq(served_ask(&v, wait_for_first, 0), ERROR_LATER);
	ck_assert_uint_eq(
	    served_printed(&v, "event bob@x.y sent 250 2.0.0 ok\n"), 1);
	ck_assert_uint_eq(
	    served_printed(&v, "event held@x.y held 550 5.7.1 not"), 1);
	ck_assert_uint_eq(served_printed(&v, "eve@x.y"), 0);
	for (int i = 0; i < 10; i++)
		runner_turn(v.s.runner, 0);
	ck_assert(!server_is_busy(&v.s.runner->server));
	served_clear(&v);
}
END_TEST

/* The loop does not turn for what nobody reads. */
START_TEST(ends_when_a_watcher_says_more)
{
	const struct control_query q = {.all = true};
	struct served v;
	struct buf b;
	int fd;

	served_init(&v);
	stage_start(&v.s);
	fd = served_dial(&v);
	buf_init(&b, CONTROL_PAYLOAD + FRAME_HEAD);
	ck_assert(control_put_query(&b, CONTROL_WATCH, &q));
	ck_assert_int_eq(write(fd, b.p, b.n), (ssize_t)b.n);
	for (int i = 0; i < 10; i++)
		runner_turn(v.s.runner, 0);
	ck_assert(server_is_busy(&v.s.runner->server));
	ck_assert_int_eq(write(fd, b.p, b.n), (ssize_t)b.n);
	for (int i = 0; i < 10; i++)
		runner_turn(v.s.runner, 0);
	ck_assert(!server_is_busy(&v.s.runner->server));
	close(fd);
	buf_clear(&b);
	served_clear(&v);
}
END_TEST

/* Users together leave places for root. */
START_TEST(keeps_places_for_root)
{
	struct served v;
	int fds[SERVER_CLIENTS] = {0};
	unsigned kept = 0;

	if (getuid() != 0)
		return;
	served_init(&v);
	stage_start(&v.s);
	for (unsigned i = 0; i < SERVER_CLIENTS; i++) {
		ck_assert_int_eq(seteuid(5000 + i), 0);
		fds[i] = served_dial(&v);
		ck_assert_int_eq(seteuid(0), 0);
		runner_turn(v.s.runner, 0);
	}
	for (unsigned i = 0; i < SERVER_CLIENTS; i++)
		kept += v.s.runner->server.clients[i].fd >= 0;
	ck_assert_uint_eq(kept, SERVER_CLIENTS - SERVER_FOR_ROOT);
	ck_assert_int_eq(served_ask(&v, served_list, 0), ERROR_NONE);
	for (unsigned i = 0; i < SERVER_CLIENTS; i++)
		io_close(&fds[i]);
	served_clear(&v);
}
END_TEST

static uint64_t
counted(const struct served *v)
{
	const struct tally *t = &v->s.runner->store.tally;

	ck_assert_uint_eq(t->n, 1);
	return t->users[0].now.messages;
}

/* What is still in drop/ is counted by queue-put: there it does not count. */
START_TEST(counts_what_was_taken_in)
{
	struct served v;

	begin(&v);
	ck_assert_uint_eq(counted(&v), 2);
	v.s.runner->stopping = true; /* takes nothing in any more */
	stage_put(&v.s, SPOOL_DROP_NEW, NONE, SENDER, "bob@x.y");
	ck_assert_int_eq(served_do(&v, CONTROL_DELETE, NONE, 0), ERROR_NONE);
	ck_assert_uint_eq(counted(&v), 2);
	stage_put(&v.s, SPOOL_DROP_NEW, NONE, SENDER, "bob@x.y");
	ck_assert_int_eq(served_do(&v, CONTROL_HOLD, NONE, 0), ERROR_NONE);
	ck_assert_uint_eq(counted(&v), 3);
	ck_assert_int_eq(served_do(&v, CONTROL_DELETE, NONE, 0), ERROR_NONE);
	ck_assert_uint_eq(counted(&v), 2);
	served_clear(&v);
}
END_TEST

/* What begins anew and never was looked at: its local names are such still. */
START_TEST(retries_a_local_name)
{
	struct served v;

	served_init(&v);
	stage_put(&v.s, SPOOL_FAILED, FIRST, SENDER, "web@localhost");
	stage_write(v.s.aliases, "web: bob@x.y\n");
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_int_eq(served_do(&v, CONTROL_RETRY, FIRST, 0), ERROR_NONE);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&v.s, "localhost"), 0);
	served_clear(&v);
}
END_TEST

/* One of its name was given up before: each has its own journal. */
START_TEST(keeps_journals_apart)
{
	struct served v;

	served_init(&v);
	stage_put(&v.s, SPOOL_FAILED, FIRST, SENDER, "eve@x.y");
	v.s.notify = "NEVER";
	stage_put(&v.s, SPOOL_QUEUE, FIRST, SENDER, "bounced@x.y bob@x.y");
	stage_start(&v.s);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_count(&v.s, SPOOL_FAILED), 2);
	ck_assert_uint_eq(stage_journals(&v.s, SPOOL_FAILED), 1);
	v.request = CONTROL_RETRY;
	v.query = (struct control_query){.failed = true, .all = true};
	ck_assert_int_eq(served_ask(&v, served_request, 0), ERROR_NONE);
	stage_run(&v.s);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bob@x.y>"), 1);
	ck_assert_uint_eq(stage_got(&v.s, "to=<bounced@x.y>"), 2);
	ck_assert_uint_eq(stage_got(&v.s, "to=<eve@x.y>"), 1);
	served_clear(&v);
}
END_TEST

Suite *
change_suite(void)
{
	const TTest *const tests[] = {holds_and_releases,
	    keeps_the_journal_on_its_way,
	    puts_a_lone_journal_where_its_message_is, deletes, changes_many,
	    tries_chosen_ones_now, retries_what_failed,
	    shows_headers_or_everything, others_may_delete_their_own, watches,
	    ends_when_a_watcher_says_more, keeps_places_for_root,
	    counts_what_was_taken_in, retries_a_local_name,
	    keeps_journals_apart};
	Suite *s = STAGE_SUITE_OF("change", tests);
	TCase *t = tcase_create("tables");

	tcase_set_timeout(t, STAGE_TIMEOUT);
	tcase_add_loop_test(t, refuses, 0, COUNT(wrong));
	tcase_add_loop_test(t, others_cannot, 0, COUNT(roots));
	suite_add_tcase(s, t);
	return s;
}
