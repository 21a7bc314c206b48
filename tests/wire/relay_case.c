/* SPDX-License-Identifier: ISC */
/* A server and a runner for each test of the relay. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"
#include "wire/relay_case.h"

struct smtp_server server;
struct runner runner;

static struct pki *pki;
static char ca[] = "/tmp/postern-test-ca-XXXXXX";

void
begin(const struct smtp_behaviour *b)
{
	smtp_server_start(&server, pki, b);
	runner_init(&runner, b->starttls ? "submission" : "submissions",
	    server.port, ca);
}

void
end(void)
{
	/* 1: we went away first.  Others: a leak, a bug. */
	ck_assert_int_le(runner_stop(&runner), 1);
	smtp_server_clear(&server);
}

/* A message with a subject of its own. */
void
hand(const char *recipients)
{
	char text[256];
	int n = snprintf(text, sizeof(text),
	    "From: list@example.org\r\nSubject: %u\r\n\r\n"
	    ".a dot\r\n..\r\nlast %u\r\n",
	    runner.handed, runner.handed);

	runner_hand(&runner, SENDER, recipients, text, (size_t)n);
}

/* Its text as it has to arrive. */
void
check_text(unsigned nth, unsigned id)
{
	char want[512], *got = smtp_server_text(&server, nth);

	snprintf(want, sizeof(want),
	    "Received: by web1.example.com; message %u\r\n"
	    "From: list@example.org\r\nSubject: %u\r\n\r\n"
	    ".a dot\r\n..\r\nlast %u\r\n",
	    id, id, id);
	ck_assert_ptr_nonnull(got);
	ck_assert_str_eq(got, want);
	free(got);
}

/* What the server offers: each way of sending. */
const char *const modes[4] = {
    "8BITMIME" PLAIN,
    "PIPELINING" PLAIN,
    "CHUNKING\nSIZE" PLAIN,
    FULL,
};

/* Bytes that are large enough for chunks, with dots where they matter. */
char *
large_text(size_t n)
{
	static const char head[] = "From: list@example.org\r\n\r\n";
	static const char line[] = "..0123456789012345678901234567890\r\n";
	char *text = malloc(n);

	ck_assert_ptr_nonnull(text);
	memcpy(text, head, sizeof(head) - 1);
	for (size_t i = sizeof(head) - 1; i < n; i++)
		text[i] = line[(i - sizeof(head) + 1) % (sizeof(line) - 1)];
	memcpy(text + n - 2, "\r\n", 2);
	return text;
}

void
relay_case_open(void)
{
	pki = pki_open(ca);
}

void
relay_case_close(void)
{
	pki_close(pki, ca);
}
