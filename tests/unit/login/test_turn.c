/* SPDX-License-Identifier: ISC */
/* Tests of what counts when a login's turn comes: the files as they are then.
 */
#include "config.h"

#include "login/suites.h"
#include "pam_imap/daemon/talk.h"
#include "users/registry.h"

#define CAROL "carol@example.com"
#define ELSEWHERE \
	"login \"example.com\" { server = \"imaps://new.example.com\" }\n"

static struct serve serve;
static struct protocol_request request;

static void
set_up(void)
{
	site_make();
	site_answer(ANSWER_SUCCESS);
	serve_open(&serve, &site);
	site_request(&request, PROTOCOL_AUTH, CAROL, SITE_CAROL, "wonder land");
}

/* A login that waits, since others have all the slots. */
static int
wait_for_turn(bool ahead)
{
	int fd = site_connect(&serve, 0);

	serve.slots.running = LIMIT_LOGIN_SLOTS;
	if (ahead) {
		request.what = PROTOCOL_PREPARE;
		site_send(fd, &request);
		request.what = PROTOCOL_AUTH;
	}
	site_send(fd, &request);
	ck_assert(site_reaches(&serve, TALK_WAITING));
	ck_assert(inquiry_is_open(&serve.talks->inquiry) == ahead);
	return fd;
}

static enum verdict
come_to_turn(int fd)
{
	serve.slots.running = 0;
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	return site_reply.verdict;
}

/* What may happen to a login that waits. */
static const struct {
	const char *file;
	const char *text;
	enum verdict verdict;
} changes[] = {
    {"accounts",
	"!carol@example.com\ncarol@example.com uid=2000300007\n"
	"defaults range=2000300000-2000400000\n",
	VERDICT_NOT_PERMITTED},
    {"accounts", "alice@example.com\n", VERDICT_UNKNOWN_USER},
    {"accounts",
	"defaults range=2000300000-2000400000\ncarol@example.com "
	"uid=2000300008\n",
	VERDICT_NOT_PERMITTED},
    {"postern.conf", "login \"example.org\" { }\n", VERDICT_SETTINGS},
    {"postern.conf", "", VERDICT_SETTINGS},
    {"postern.conf", ELSEWHERE, VERDICT_SUCCESS},
};

#define CHANGES (int)COUNT(changes)

/* Each twice: without and with a worker that was opened ahead. */
START_TEST(judged_again)
{
	int i = _i % CHANGES, fd = wait_for_turn(_i >= CHANGES);

	scratch_put(changes[i].file, changes[i].text);
	ck_assert_int_eq(come_to_turn(fd), changes[i].verdict);
	ck_assert(site_has(CAROL) == (changes[i].verdict == VERDICT_SUCCESS));
	if (changes[i].verdict != VERDICT_SUCCESS)
		ck_assert_str_eq(site_asked(), "");
}
END_TEST

/* It is the servers of now that are asked. */
START_TEST(servers_of_now)
{
	int fd = wait_for_turn(true);

	scratch_put("postern.conf", ELSEWHERE);
	ck_assert_int_eq(come_to_turn(fd), VERDICT_SUCCESS);
	ck_assert_ptr_nonnull(
	    strstr(site_asked(), "imaps://new.example.com:993"));
}
END_TEST

/* Another login of the same person has registered the account meanwhile. */
START_TEST(registered_meanwhile)
{
	int fd = wait_for_turn(false);
	struct account account = {.uid = SITE_CAROL};
	struct error e;

	ck_assert(!serve.talks->request.subject.registered);
	ck_assert_int_eq(
	    resolve_allowed(site.host.users, view_of(CAROL), &account, &e),
	    ERROR_NONE);
	ck_assert_int_eq(
	    registry_add("users", site.host.registry, &account, &e),
	    ERROR_NONE);
	ck_assert_int_eq(come_to_turn(fd), VERDICT_SUCCESS);
	ck_assert(!site_log_has("account: " CAROL ": registered"));
}
END_TEST

Suite *
turn_suite(void)
{
	const TTest *const tests[] = {servers_of_now, registered_meanwhile};
	Suite *suite = SCRATCH_SUITE("login turn", tests, set_up);
	TCase *each = tcase_create("each change");

	tcase_add_checked_fixture(each, scratch_enter, scratch_leave);
	tcase_add_checked_fixture(each, set_up, NULL);
	tcase_set_timeout(each, SCRATCH_TIMEOUT);
	tcase_add_loop_test(each, judged_again, 0, 2 * CHANGES);
	suite_add_tcase(suite, each);
	return suite;
}
