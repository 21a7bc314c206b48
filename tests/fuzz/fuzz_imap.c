/* SPDX-License-Identifier: ISC */
/* Fuzzes what an IMAP server can say before a login is decided. */
#include "config.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "imap/codes.h"
#include "imap/grammar.h"
#include "imap/reply.h"
#include "sasl/scram.h"
#include "sys/spawn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A part has to lie inside the whole. */
static void
check_inside(struct view part, struct view whole)
{
	if (part.n != 0 &&
	    (part.p < whole.p || part.n > whole.n ||
		part.p + part.n > whole.p + whole.n))
		abort();
}

static void
check_line(struct view text)
{
	struct imap_capabilities caps;
	struct imap_line line;
	struct error e;

	imap_parse_capabilities(text, &caps);
	if (memchr(caps.mechanisms, '\0', sizeof(caps.mechanisms)) == NULL)
		abort();
	scram_check_first(text, &e);
	scram_check_final(text, &e);
	if (!imap_parse_line(text, &line))
		return;
	check_inside(line.tag, text);
	check_inside(line.code, text);
	check_inside(line.code_rest, text);
	check_inside(line.text, text);
	if (imap_code_find(line.code) == NULL)
		abort();
}

/* The reader in each state; it may not come to an answer, or not at all. */
static void
check_conversation(const uint8_t *data, size_t size, enum imap_state state)
{
	struct imap_replies r;
	struct imap_line line;
	struct stream *s = NULL;
	struct error e;
	int fds[2];

	if (!spawn_socketpair(fds))
		abort();
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	if (send(fds[1], data, size, MSG_DONTWAIT) != (ssize_t)size)
		size = 0;
	close(fds[1]);
	if (stream_new(fds[0], &s, &e) != ERROR_NONE ||
	    imap_replies_init(&r, s, &e) != ERROR_NONE)
		abort();
	memcpy(r.tag, "a1", 3);
	while (imap_replies_read(&r, imap_step_of(state), deadline_in(1000),
		   &line, &e) == ERROR_NONE)
		continue;
	/* Without TLS nothing that was said may be kept. */
	if (r.alert[0] != '\0' || r.caps.known)
		abort();
	stream_free(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_make(data, size), line;

	while (view_split(&rest, '\n', &line))
		check_line(line);
	for (int state = IMAP_GREETING; state < IMAP_STATES; state++)
		if (state != IMAP_READY)
			check_conversation(data, size, (enum imap_state)state);
	return 0;
}
