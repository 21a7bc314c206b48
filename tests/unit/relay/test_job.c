/* SPDX-License-Identifier: ISC */
/* Tests of flow/relay_job.c: where a message's header section ends. */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "flow/relay_job.h"

#define ACCOUNT "web1@example.com"
#define LINE "X-Long: 0123456789012345678901234567890123456789\r\n"

/* Loads a message of size bytes of header lines and then the rest. */
static enum error_code
load(size_t size, const char *rest, struct buf *out)
{
	static char recipients[] = "bob@example.net";
	struct handover_message m = {
	    .recipients = recipients, .n_recipients = 1};
	struct smtp_features features = {.size = true};
	struct rewrite_policy policy;
	struct relay_job *job;
	struct buf text, frame;
	struct frame f;
	struct error e;
	enum error_code code;
	int fd = memfd_create("message", MFD_CLOEXEC);

	buf_init(&text, 4UL * 1024 * 1024);
	buf_init(&frame, HANDOVER_PAYLOAD + FRAME_HEAD);
	while (text.n + strlen(LINE) <= size)
		buf_add_str(&text, LINE);
	buf_add_str(&text, "X: ");
	while (text.n + 2 < size)
		buf_add_byte(&text, 'x');
	buf_add_str(&text, "\r\n");
	buf_add_str(&text, rest);
	ck_assert_int_eq(write(fd, text.p, text.n), (int)text.n);
	m.size = text.n;
	ck_assert(handover_put_message(&frame, &m));
	ck_assert_int_gt(
	    frame_parse(buf_view(&frame), HANDOVER_PAYLOAD, &f), 0);
	ck_assert_int_eq(relay_job_new(&f, fd, &job, &e), ERROR_NONE);
	rewrite_policy_set(&policy, ACCOUNT, "", "web1.example.com");
	code = relay_job_load(job, &policy, &features, &e);
	if (code == ERROR_NONE)
		ck_assert_int_eq(
		    smtp_text_read(&job->outgoing.text, 0,
			smtp_text_size(&job->outgoing.text), out, &e),
		    ERROR_NONE);
	relay_job_free(&job);
	buf_clear(&text);
	buf_clear(&frame);
	return code;
}

/* Whatever is read of it ends anywhere in these: the rest is never taken for
 * the body, where it would show what is dropped. */
START_TEST(a_large_section)
{
	const char rest[] = "From: boss@example.net\r\n"
			    "Bcc: secret@example.net\r\n\r\nbody\r\n";

	for (size_t back = 0; back < sizeof(rest) + 2; back++) {
		struct buf out;
		enum error_code code;

		buf_init(&out, 4UL * 1024 * 1024);
		code = load((size_t)_i * LIMIT_HEADERS - 20 + back, rest, &out);
		ck_assert(code == ERROR_NONE || code == ERROR_REFUSED);
		if (code == ERROR_NONE) {
			ck_assert_ptr_null(strstr(buf_str(&out), "secret@"));
			ck_assert_ptr_null(strstr(out.p, "From: boss@"));
		}
		/* What sendmail takes, with CRLF, is not refused. */
		ck_assert(_i > 2 || code == ERROR_NONE);
		buf_clear(&out);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("job");
	TCase *cases = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, a_large_section, 1, 5);
	suite_add_tcase(suite, cases);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
