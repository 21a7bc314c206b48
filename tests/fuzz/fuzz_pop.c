/* SPDX-License-Identifier: ISC */
/* Fuzzes what a POP3 server can say before a login is decided. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "pop/codes.h"
#include "pop/reply.h"
#include "sys/spawn.h"

/* A part has to lie inside the whole. */
static void
check_inside(struct view part, struct view whole)
{
	FUZZ_HOLDS(part.n == 0 ||
	    (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

static void
check_capabilities(const struct pop_capabilities *caps)
{
	struct view words = view_of(caps->mechanisms);

	FUZZ_HOLDS(
	    memchr(caps->mechanisms, '\0', sizeof(caps->mechanisms)) != NULL);
	FUZZ_HOLDS(!view_has_control(words));
	FUZZ_HOLDS(words.n == 0 || caps->sasl);
}

static void
check_line(struct view text)
{
	struct pop_capabilities caps = {.known = false};
	const struct pop_code *row;
	struct pop_line line;

	pop_add_capability(text, &caps);
	check_capabilities(&caps);
	if (!pop_parse_line(text, &line))
		return;
	check_inside(line.code, text);
	check_inside(line.text, text);
	FUZZ_HOLDS(line.code.n == 0 || line.kind == POP_ERR);
	row = pop_code_find(line.code);
	FUZZ_HOLDS(
	    row->name[0] == '\0' || view_starts_case(line.code, row->name));
}

/* The reader in each state; it may not come to an answer, or not at all. */
static void
check_conversation(const uint8_t *data, size_t size, enum pop_state state)
{
	const struct pop_step *step = pop_step_of(state);
	struct pop_capabilities caps = {.known = false};
	struct pop_line line;
	struct stream *s = NULL;
	struct error e;
	int fds[2];

	FUZZ_HOLDS(spawn_socketpair(fds));
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	if (send(fds[1], data, size, MSG_DONTWAIT) != (ssize_t)size)
		size = 0;
	close(fds[1]);
	FUZZ_HOLDS(stream_new(fds[0], &s, &e) == ERROR_NONE);
	/* It is over: something is wrong with whatever is there. */
	FUZZ_HOLDS(pop_reply_check(s, &e) != ERROR_NONE);
	while (pop_reply_read(s, step, deadline_in(1000), &line, &caps, &e) ==
	    ERROR_NONE)
		FUZZ_HOLDS(line.kind != POP_CONTINUATION || step->challenges);
	FUZZ_HOLDS(e.code == ERROR_LATER || e.code == ERROR_PROTOCOL);
	FUZZ_HOLDS(step->list || !caps.known);
	check_capabilities(&caps);
	stream_free(&s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = view_make(data, size), line;

	while (view_split(&rest, '\n', &line))
		check_line(line);
	for (int state = POP_GREETING; state < POP_STATES; state++)
		if (state != POP_READY)
			check_conversation(data, size, (enum pop_state)state);
	return 0;
}
