/* SPDX-License-Identifier: ISC */
/* Tests of flow/handover.c. */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/handover.h"

static struct buf b;
static struct error e;
static char recipients[] = "bob@example.org\0carol@example.org";
static char notifies[] = "SUCCESS,DELAY\0";
static char orcpts[] = "\0rfc822;dave@example.org";

static void
setup(void)
{
	buf_init(&b, HANDOVER_PAYLOAD + FRAME_HEAD);
}

static void
teardown(void)
{
	buf_clear(&b);
}

static struct frame
parsed(void)
{
	struct frame f;

	ck_assert_int_eq(
	    frame_parse(buf_view(&b), HANDOVER_PAYLOAD, &f), (long)b.n);
	return f;
}

static struct handover_relay
a_relay(void)
{
	static struct handover_relay r = {
	    .name = "first",
	    .url = "submissions://mail.example.com",
	    .user = "web1@example.com",
	    .mechanisms = "PLAIN",
	    .senders = "web1@example.com @example.org",
	    .helo = "web1.example.com",
	    .pins = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	    .source = "2001:db8::1",
	    .family = HANDOVER_FAMILY_IPV6,
	    .token = true,
	    .chunking = true,
	    .timeout_ms = 5000,
	    .once = true,
	};

	ck_assert(secret_set(&r.secret, view_of("a secret")));
	return r;
}

static struct handover_message
a_message(void)
{
	return (struct handover_message){
	    .ret = "FULL",
	    .envid = "an+id=1",
	    .id = 7,
	    .offset = 300,
	    .size = 1ULL << 40,
	    .eight_bit = true,
	    .sender = "alice@example.com",
	    .received = "Received: by host\r\n\tid 1; now",
	    .recipients = recipients,
	    .n_recipients = 2,
	    .notifies = notifies,
	    .orcpts = orcpts,
	};
}

START_TEST(test_relay)
{
	struct handover_relay r = a_relay(), got;
	struct frame f;

	ck_assert(handover_put_relay(&b, &r));
	f = parsed();
	ck_assert_int_eq(handover_get_relay(&f, &got, &e), ERROR_NONE);
	ck_assert_str_eq(got.name, r.name);
	ck_assert_str_eq(got.pins, r.pins);
	ck_assert_str_eq(got.source, r.source);
	ck_assert_int_eq(got.family, r.family);
	ck_assert(got.token);
	ck_assert_str_eq(got.url, r.url);
	ck_assert_str_eq(got.user, r.user);
	ck_assert(view_eq_str(secret_view(&got.secret), "a secret"));
	ck_assert_str_eq(got.ca_file, "");
	ck_assert_str_eq(got.mechanisms, r.mechanisms);
	ck_assert_str_eq(got.senders, r.senders);
	ck_assert_str_eq(got.helo, r.helo);
	ck_assert_uint_eq(got.timeout_ms, 5000);
	ck_assert(got.chunking && got.once && !got.trace);
}
END_TEST

START_TEST(test_message)
{
	struct handover_message m = a_message(), got;
	struct frame f;

	ck_assert(handover_put_message(&b, &m));
	f = parsed();
	ck_assert_int_eq(handover_get_message(&f, &got, &e), ERROR_NONE);
	ck_assert_uint_eq(got.id, 7);
	ck_assert_uint_eq(got.offset, 300);
	ck_assert_uint_eq(got.size, 1ULL << 40);
	ck_assert(got.eight_bit);
	ck_assert_str_eq(got.sender, m.sender);
	ck_assert_str_eq(got.received, m.received);
	ck_assert_uint_eq(got.n_recipients, 2);
	ck_assert_mem_eq(got.recipients, recipients, sizeof(recipients));
	ck_assert_mem_eq(got.notifies, notifies, sizeof(notifies));
	ck_assert_mem_eq(got.orcpts, orcpts, sizeof(orcpts));
	handover_clear_message(&got);
}
END_TEST

/* A thousand of the longest addresses fit. */
START_TEST(test_many_recipients)
{
	struct handover_message m = a_message(), got;
	size_t each = LIMIT_ADDRESS + 1;
	char *many = malloc(LIMIT_RECIPIENTS * each);
	struct frame f;

	ck_assert_ptr_nonnull(many);
	memset(many, 'a', LIMIT_RECIPIENTS * each);
	for (size_t i = 0; i < LIMIT_RECIPIENTS; i++)
		many[i * each + each - 1] = '\0';
	m.recipients = many;
	m.notifies = m.orcpts = NULL;
	m.n_recipients = LIMIT_RECIPIENTS;
	ck_assert(handover_put_message(&b, &m));
	f = parsed();
	ck_assert_int_eq(handover_get_message(&f, &got, &e), ERROR_NONE);
	ck_assert_uint_eq(got.n_recipients, LIMIT_RECIPIENTS);
	ck_assert_mem_eq(got.recipients, many, LIMIT_RECIPIENTS * each);
	handover_clear_message(&got);
	free(many);
}
END_TEST

/* n strings of so many bytes. */
static char *
many_of(size_t bytes)
{
	char *many = malloc(LIMIT_RECIPIENTS * (bytes + 1));

	ck_assert_ptr_nonnull(many);
	memset(many, 'a', LIMIT_RECIPIENTS * (bytes + 1));
	for (size_t i = 0; i < LIMIT_RECIPIENTS; i++)
		many[i * (bytes + 1) + bytes] = '\0';
	return many;
}

/* With all that can be said of each. */
START_TEST(test_largest)
{
	struct handover_message m = a_message(), got;
	struct frame f;

	memset(m.received, 'r', sizeof(m.received) - 1);
	m.recipients = many_of(LIMIT_ADDRESS);
	m.notifies = many_of(HANDOVER_NOTIFY);
	m.orcpts = many_of(HANDOVER_ORCPT);
	m.n_recipients = LIMIT_RECIPIENTS;
	ck_assert(handover_put_message(&b, &m));
	f = parsed();
	ck_assert_int_eq(handover_get_message(&f, &got, &e), ERROR_NONE);
	ck_assert_uint_eq(got.n_recipients, LIMIT_RECIPIENTS);
	handover_clear_message(&got);
	handover_clear_message(&m);
}
END_TEST

/* What is said must be said of each. */
START_TEST(test_uneven)
{
	struct handover_message m = a_message(), got;
	struct frame f;

	m.recipients = NULL;
	m.notifies = _i == 0 ? NULL : notifies;
	m.orcpts = _i == 0 ? orcpts : NULL;
	ck_assert(handover_put_message(&b, &m));
	/* One recipient at the end, for two of the others. */
	frame_put_str(&b, 7, "bob@example.org");
	ck_assert(frame_end(&b));
	f = parsed();
	ck_assert_int_eq(handover_get_message(&f, &got, &e), ERROR_PROTOCOL);
	ck_assert_ptr_null(got.notifies);
}
END_TEST

START_TEST(test_outcome)
{
	struct handover_outcome got,
	    o = {3, 1, (enum handover_result)_i, "250 2.0.0 taken", _i == 0};
	struct frame f;

	ck_assert(handover_put_outcome(&b, &o));
	f = parsed();
	ck_assert_int_eq(handover_get_outcome(&f, &got, &e), ERROR_NONE);
	ck_assert_uint_eq(got.id, 3);
	ck_assert_uint_eq(got.recipient, 1);
	ck_assert_int_eq(got.result, _i);
	ck_assert_str_eq(got.reply, o.reply);
	ck_assert(got.notified == (_i == 0));
}
END_TEST

START_TEST(test_failed)
{
	struct handover_failed got,
	    o = {(enum handover_failure)_i, "no route", true};
	struct frame f;

	ck_assert(handover_put_failed(&b, &o));
	f = parsed();
	ck_assert_int_eq(handover_get_failed(&f, &got, &e), ERROR_NONE);
	ck_assert_int_eq(got.failure, _i);
	ck_assert_str_eq(got.reason, o.reason);
	ck_assert(got.no_chunking);
}
END_TEST

START_TEST(test_small)
{
	char text[LIMIT_MESSAGE_TEXT];
	uint64_t number = 0;
	struct frame f;

	ck_assert(handover_put_done(&b, 99));
	f = parsed();
	ck_assert_int_eq(handover_get_done(&f, &number, &e), ERROR_NONE);
	ck_assert_uint_eq(number, 99);
	ck_assert(handover_put_ready(&b, "TLSv1.3"));
	f = parsed();
	ck_assert_int_eq(
	    handover_get_ready(&f, text, sizeof(text), &e), ERROR_NONE);
	ck_assert_str_eq(text, "TLSv1.3");
	ck_assert(handover_put_trace(&b, 1234, "connected"));
	f = parsed();
	ck_assert_int_eq(
	    handover_get_trace(&f, &number, text, sizeof(text), &e),
	    ERROR_NONE);
	ck_assert_uint_eq(number, 1234);
	ck_assert_str_eq(text, "connected");
	ck_assert_int_eq(handover_get_done(&f, &number, &e), ERROR_PROTOCOL);
}
END_TEST

START_TEST(test_bad_choice)
{
	struct handover_outcome got, o = {.result = HANDOVER_RESULTS};
	struct handover_failed failed = {.failure = HANDOVER_FAILURES};
	struct frame f;

	ck_assert(handover_put_outcome(&b, &o));
	f = parsed();
	ck_assert_int_eq(handover_get_outcome(&f, &got, &e), ERROR_PROTOCOL);
	ck_assert(handover_put_failed(&b, &failed));
	f = parsed();
	ck_assert_int_eq(handover_get_failed(&f, &failed, &e), ERROR_PROTOCOL);
}
END_TEST

START_TEST(test_bad_message)
{
	static const struct {
		const char *sender;
		char recipient[32];
		unsigned n;
	} rows[] = {
	    {"alice@example.com", "bob@example.org", 0},
	    {"alice@example.com\r\nRCPT TO:<x@y>", "bob@example.org", 1},
	    {"alice@example.com", "bob\n@example.org", 1},
	};
	struct handover_message m = a_message(), got;
	struct frame f;
	char one[32];

	memcpy(one, rows[_i].recipient, sizeof(one));
	m.recipients = one;
	m.n_recipients = rows[_i].n;
	m.notifies = m.orcpts = NULL;
	snprintf(m.sender, sizeof(m.sender), "%s", rows[_i].sender);
	ck_assert(handover_put_message(&b, &m));
	f = parsed();
	ck_assert_int_eq(handover_get_message(&f, &got, &e), ERROR_PROTOCOL);
	ck_assert_ptr_null(got.recipients);
}
END_TEST

/* A payload cut anywhere is malformed: nothing is optional. */
START_TEST(test_cut)
{
	struct handover_relay r = a_relay(), got;
	struct handover_message m = a_message(), got_message;
	struct frame f;
	size_t n;

	ck_assert(handover_put_relay(&b, &r));
	f = parsed();
	for (n = f.payload.n; n-- > 0;) {
		f.payload.n = n;
		ck_assert_int_eq(
		    handover_get_relay(&f, &got, &e), ERROR_PROTOCOL);
	}
	m.n_recipients = 1;
	ck_assert(handover_put_message(&b, &m));
	f = parsed();
	for (n = f.payload.n; n-- > 0;) {
		f.payload.n = n;
		ck_assert_int_eq(
		    handover_get_message(&f, &got_message, &e), ERROR_PROTOCOL);
	}
}
END_TEST

START_TEST(test_too_small)
{
	struct handover_message m = a_message();

	b.max = 100;
	ck_assert(!handover_put_message(&b, &m));
	ck_assert(handover_put_done(&b, 1));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("handover");
	TCase *t = tcase_create("handover");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, test_relay);
	tcase_add_test(t, test_message);
	tcase_add_test(t, test_many_recipients);
	tcase_add_test(t, test_largest);
	tcase_add_loop_test(t, test_uneven, 0, 2);
	tcase_add_loop_test(t, test_outcome, 0, HANDOVER_RESULTS);
	tcase_add_loop_test(t, test_failed, 0, HANDOVER_FAILURES);
	tcase_add_test(t, test_small);
	tcase_add_test(t, test_bad_choice);
	tcase_add_loop_test(t, test_bad_message, 0, 3);
	tcase_add_test(t, test_cut);
	tcase_add_test(t, test_too_small);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
