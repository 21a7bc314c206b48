/* SPDX-License-Identifier: ISC */
/* Tests of flow/relay_outcome.c: the outcome table, row by row. */
#include "config.h"

#include <check.h>
#include <stdlib.h>

#include "flow/relay_outcome.h"

#define M SMTP_FATE_MAIL_REFUSED
#define R SMTP_FATE_RCPT_REFUSED
#define T SMTP_FATE_TEXT_REFUSED
/* No outcome for the message. */
#define NO HANDOVER_RESULTS

static const struct {
	enum smtp_fate fate;
	unsigned code;
	struct smtp_enhanced enhanced;
	unsigned accepted;
	enum handover_result result;
	bool relay;
} rows[] = {
    {SMTP_FATE_SENT, 250, {2, 0, 0}, 1, HANDOVER_SENT, false},
    {SMTP_FATE_UNKNOWN, 0, {0, 0, 0}, 1, HANDOVER_UNKNOWN, false},
    {SMTP_FATE_UNSENT, 0, {0, 0, 0}, 1, NO, false},
    /* 421 is the relay's, at each stage. */
    {M, 421, {4, 7, 0}, 0, NO, true},
    {R, 421, {0, 0, 0}, 1, NO, true},
    {T, 421, {4, 3, 2}, 1, NO, true},
    /* 530 and 4.3.x too, and the message gets out of the way. */
    {M, 530, {5, 7, 0}, 0, HANDOVER_BROKEN, true},
    {R, 530, {5, 7, 0}, 0, HANDOVER_BROKEN, true},
    {T, 530, {0, 0, 0}, 0, HANDOVER_BROKEN, true},
    {M, 452, {4, 3, 1}, 0, HANDOVER_DEFERRED, true},
    {R, 451, {4, 3, 0}, 1, HANDOVER_DEFERRED, true},
    {T, 451, {4, 3, 5}, 1, HANDOVER_DEFERRED, true},
    /* Other 4xx are the message's. */
    {M, 451, {4, 7, 1}, 0, HANDOVER_DEFERRED, false},
    {M, 452, {0, 0, 0}, 0, HANDOVER_DEFERRED, false},
    {R, 450, {4, 2, 1}, 0, HANDOVER_DEFERRED, false},
    {R, 450, {0, 0, 0}, 1, HANDOVER_DEFERRED, false},
    {T, 452, {4, 2, 2}, 1, HANDOVER_DEFERRED, false},
    {T, 451, {0, 0, 0}, 1, HANDOVER_DEFERRED, false},
    /* Too many recipients: only behind one that was accepted. */
    {R, 452, {4, 5, 3}, 1, HANDOVER_TOO_MANY, false},
    {R, 452, {0, 0, 0}, 1, HANDOVER_TOO_MANY, false},
    {R, 552, {5, 5, 3}, 1, HANDOVER_TOO_MANY, false},
    {R, 552, {0, 0, 0}, 1, HANDOVER_TOO_MANY, false},
    {R, 452, {4, 5, 3}, 0, HANDOVER_DEFERRED, false},
    {R, 452, {0, 0, 0}, 0, HANDOVER_DEFERRED, false},
    {R, 552, {5, 5, 3}, 0, HANDOVER_DEFERRED, false},
    {R, 552, {0, 0, 0}, 0, HANDOVER_BOUNCED, false},
    {R, 452, {4, 2, 2}, 1, HANDOVER_DEFERRED, false},
    {R, 552, {5, 2, 2}, 1, HANDOVER_BOUNCED, false},
    {M, 452, {4, 5, 3}, 0, HANDOVER_DEFERRED, false},
    /* Too large; addresses that need more. */
    {M, 552, {5, 3, 4}, 0, HANDOVER_BOUNCED, false},
    {M, 552, {0, 0, 0}, 0, HANDOVER_BOUNCED, false},
    {M, 552, {5, 2, 2}, 0, HANDOVER_HELD, false},
    {R, 552, {5, 3, 4}, 1, HANDOVER_BOUNCED, false},
    {T, 552, {5, 3, 4}, 1, HANDOVER_BOUNCED, false},
    {M, 550, {5, 6, 7}, 0, HANDOVER_BOUNCED, false},
    {M, 553, {5, 6, 7}, 0, HANDOVER_BOUNCED, false},
    {R, 553, {5, 6, 7}, 1, HANDOVER_BOUNCED, false},
    /* What the administrator must mend. */
    {M, 550, {0, 0, 0}, 0, HANDOVER_HELD, false},
    {M, 553, {5, 7, 1}, 0, HANDOVER_HELD, false},
    {M, 501, {5, 1, 7}, 0, HANDOVER_HELD, false},
    {R, 550, {5, 7, 1}, 1, HANDOVER_HELD, false},
    {R, 554, {5, 7, 0}, 1, HANDOVER_HELD, false},
    {R, 553, {5, 1, 7}, 1, HANDOVER_HELD, false},
    {R, 553, {5, 1, 8}, 1, HANDOVER_HELD, false},
    {T, 550, {5, 7, 26}, 1, HANDOVER_HELD, false},
    {T, 550, {5, 1, 8}, 1, HANDOVER_HELD, false},
    /* Any other 5xx. */
    {R, 550, {5, 1, 1}, 1, HANDOVER_BOUNCED, false},
    {R, 550, {0, 0, 0}, 1, HANDOVER_BOUNCED, false},
    {R, 553, {5, 1, 3}, 0, HANDOVER_BOUNCED, false},
    {T, 554, {5, 6, 0}, 1, HANDOVER_BOUNCED, false},
    {T, 554, {0, 0, 0}, 1, HANDOVER_BOUNCED, false},
    {T, 503, {5, 5, 1}, 1, HANDOVER_BOUNCED, false},
    /* What is no refusal, and still was taken for one. */
    {T, 399, {0, 0, 0}, 1, HANDOVER_DEFERRED, false},
};

START_TEST(test_row)
{
	struct smtp_answer a = {
	    .code = rows[_i].code,
	    .enhanced = rows[_i].enhanced,
	};
	struct relay_outcome o = relay_outcome(
	    rows[_i].fate, a.code != 0 ? &a : NULL, rows[_i].accepted);

	ck_assert_int_eq(o.message, rows[_i].result != NO);
	if (o.message)
		ck_assert_int_eq(o.result, rows[_i].result);
	ck_assert_int_eq(o.relay, rows[_i].relay);
}
END_TEST

/* Over the whole enum: only three codes are not "unreachable". */
START_TEST(test_failure)
{
	enum handover_failure want = HANDOVER_UNREACHABLE;

	switch (_i) {
	case ERROR_NONE:
		want = HANDOVER_CLOSED;
		break;
	case ERROR_DENIED:
		want = HANDOVER_AUTH;
		break;
	case ERROR_UNTRUSTED:
		want = HANDOVER_UNTRUSTED;
		break;
	case ERROR_SETTINGS:
	case ERROR_INPUT:
		want = HANDOVER_SETTINGS;
		break;
	}
	ck_assert_int_eq(relay_failure((enum error_code)_i), want);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("outcome");
	TCase *t = tcase_create("outcome");
	SRunner *r;
	int failed;

	tcase_add_loop_test(t, test_row, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(t, test_failure, 0, ERROR_CODES + 1);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
