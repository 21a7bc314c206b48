/* SPDX-License-Identifier: ISC */
/*
 * relay-load: hands many messages to relay-send and counts what became of
 * them.
 *
 *	relay-load PROGRAM URL CA-FILE USER PASSWORD COUNT RECIPIENT ODD
 *
 * The message in the middle goes to ODD instead.  Exit 0 when all outcomes
 * came.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "sys/deadline.h"
#include "wire/runner.h"

static struct runner r;

static void
hand_all(unsigned count, const char *user, const char *to, const char *odd)
{
	char text[256];

	for (unsigned i = 0; i < count; i++) {
		int n = snprintf(text, sizeof(text),
		    "From: %s\r\nTo: %s\r\nSubject: number %u\r\n\r\n"
		    ".text %u\r\n",
		    user, to, i, i);

		runner_hand(
		    &r, user, i == count / 2 ? odd : to, text, (size_t)n);
	}
}

int
main(int argc, char *argv[])
{
	int64_t start = deadline_now();
	uint64_t count;

	if (argc != 9 ||
	    !num_parse(view_of(argv[6]), 1, RUNNER_OUTCOMES - 1, &count))
		return EXIT_FAILURE;
	runner_init(&r, "submission", 0, argv[3]);
	snprintf(r.relay.url, sizeof(r.relay.url), "%s", argv[2]);
	snprintf(r.relay.user, sizeof(r.relay.user), "%s", argv[4]);
	if (!secret_set(&r.relay.secret, view_of(argv[5])))
		return EXIT_FAILURE;
	runner_start(&r, argv[1]);
	hand_all((unsigned)count, argv[4], argv[7], argv[8]);
	runner_wait(&r, (unsigned)count);
	printf("%u done, %u sent, %u bounced, %u ms; failure %d %s\n", r.done,
	    runner_count(&r, HANDOVER_SENT), runner_count(&r, HANDOVER_BOUNCED),
	    (unsigned)((deadline_now() - start) / 1000000),
	    (int)r.failed.failure, r.failed.reason);
	for (unsigned i = 0; i < r.n_outcomes; i++)
		if (r.outcomes[i].result != HANDOVER_SENT)
			printf("%u: %d %s\n", (unsigned)r.outcomes[i].id,
			    (int)r.outcomes[i].result, r.outcomes[i].reply);
	runner_stop(&r);
	return r.done == count ? EXIT_SUCCESS : EXIT_FAILURE;
}
