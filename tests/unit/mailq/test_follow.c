/* SPDX-License-Identifier: ISC */
/* What somebody at a terminal reads about a message, told by a runner that is
 * played here. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "sendmail-shim/mailq/ask.h"
#include "sendmail-shim/mailq/follow.h"
#include "suite.h"

#define ID "0006000000000000-0123456789abcdef"
#define OTHER "0006000000000000-0000000000000000"
/* More than any of this takes, and than a busy machine needs. */
#define SECONDS 40

/* What the runner says. */
static struct buf frames;

static void
tell_event(const char *id, const char *address, enum journal_state state,
    bool left, const char *reply)
{
	struct control_event v = {
	    .left = left, .recipient = {.state = state, .attempts = 1}};

	snprintf(v.id, sizeof(v.id), "%s", id);
	snprintf(
	    v.recipient.address, sizeof(v.recipient.address), "%s", address);
	snprintf(
	    v.recipient.original, sizeof(v.recipient.original), "%s", address);
	snprintf(v.recipient.reply, sizeof(v.recipient.reply), "%s", reply);
	ck_assert(control_put_event(&frames, &v));
}

static void
tell_state(const char *reason)
{
	struct control_state s = {.due = 0};

	snprintf(s.reason, sizeof(s.reason), "%s", reason);
	ck_assert(control_put_state(&frames, &s));
}

static void
sent(void)
{
	tell_event(OTHER, "c@d", JOURNAL_SENT, false, "250 other");
	tell_state("");
	tell_event(ID, "a@b", JOURNAL_SENT, false, "250 2.0.0 Ok");
	tell_event(ID, "x@y", JOURNAL_SENT, false, "not any more");
}

static void
two_sent(void)
{
	tell_event(ID, "a@b", JOURNAL_SENT, true, "");
	tell_event(ID, "c@d", JOURNAL_BOUNCED, false, "550 no");
}

static void
deferred(void)
{
	tell_event(ID, "a@b", JOURNAL_DEFERRED, true, "451 later");
	tell_event(ID, "c@d", JOURNAL_SENT, true, "");
}

static void
relay_fails(void)
{
	tell_state("relay r: no route");
	tell_event(ID, "a@b", JOURNAL_SENT, false, "too late");
}

static void
nothing(void)
{
}

static const struct {
	void (*tell)(void);
	bool stays; /* the runner, when it has told that */
	const char *want;
	int seconds; /* that are waited at most; 0: SECONDS */
} scenes[] = {
    {sent, true, "    to <a@b>: sent, 1 attempt\n        250 2.0.0 Ok\n", 0},
    {two_sent, true,
	"    to <a@b>: sent, 1 attempt\n"
	"    to <c@d>: refused, the sender was told, 1 attempt\n"
	"        550 no\n",
	0},
    {deferred, true,
	"    to <a@b>: deferred, 1 attempt\n        451 later\n"
	"    to <c@d>: sent, 1 attempt\n",
	0},
    {deferred, false,
	"    to <a@b>: deferred, 1 attempt\n        451 later\n"
	"    to <c@d>: sent, 1 attempt\n",
	0},
    {relay_fails, true, "Nothing is sent at present: relay r: no route\n", 0},
    {nothing, true, "    still waiting (mailq tells how it goes on)\n", 1},
    {nothing, false, "    still waiting (mailq tells how it goes on)\n", 0},
};

static void
follow_scene(int i, const struct control_state *state, char *text, size_t size)
{
	FILE *to = fmemopen(text, size, "w");
	int seconds = scenes[i].seconds != 0 ? scenes[i].seconds : SECONDS;
	struct deadline d = deadline_in(SECONDS * 1000L);
	int pair[2];

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	buf_init(&frames, 65536);
	scenes[i].tell();
	ck_assert(!frames.failed);
	ck_assert_int_eq(write(pair[1], frames.n > 0 ? frames.p : "", frames.n),
	    (ssize_t)frames.n);
	if (!scenes[i].stays)
		shutdown(pair[1], SHUT_WR);
	follow(pair[0], state, ID, seconds, to);
	ck_assert(!deadline_passed(d));
	fclose(to);
	close(pair[0]);
	close(pair[1]);
	buf_clear(&frames);
}

START_TEST(scene)
{
	const struct control_state fine = {.due = 0};
	char text[4096] = "";

	follow_scene(_i, &fine, text, sizeof(text));
	ck_assert_str_eq(text, scenes[_i].want);
}
END_TEST

/* A relay that failed before: what will be tried soon is waited for, what will
 * not is told at once. */
START_TEST(failed_before)
{
	struct control_state s = {
	    .reason = "relay r: down", .due = time(NULL) + 3600};
	char text[4096] = "";

	follow_scene(0, &s, text, sizeof(text));
	ck_assert_ptr_nonnull(
	    strstr(text, "Nothing is sent at present: relay r: down (next"));
	ck_assert_ptr_null(strstr(text, "250"));
	s.due = 1;
	memset(text, 0, sizeof(text));
	follow_scene(0, &s, text, sizeof(text));
	ck_assert_str_eq(text, scenes[0].want);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("all");
	Suite *follow_suite = suite_create("follow");

	tcase_set_timeout(t, 2 * SECONDS);
	tcase_add_loop_test(t, scene, 0, COUNT(scenes));
	tcase_add_test(t, failed_before);
	suite_add_tcase(follow_suite, t);
	return suite_run(&follow_suite, 1);
}
