/* SPDX-License-Identifier: ISC */
/*
 * Fuzzes a conversation of postern-login's: what a module may send, in two
 * pieces, to a daemon that has no settings.
 */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/talk.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/spawn.h"

static struct starter starter = {.fd = -1, .program = "/nonexistent"};
static const struct resolve_places users = {.accounts = "/nonexistent/accounts",
    .registry = "/nonexistent/users",
    .etc_dir = "/nonexistent"};
static const struct registry_places files = {
    .etc_dir = "/nonexistent", .uid_map = "/nonexistent/uid_map"};
static const struct offline_places offline = {
    .dir = "/nonexistent/login", .machine_id = "/nonexistent/machine-id"};

static const struct serve_config config = {
    .host =
	{
	    .settings = "/nonexistent/postern.conf",
	    .users = &users,
	    .registry = &files,
	},
    .starter = &starter,
    .offline = &offline,
    .listener = -1,
    .signals = -1,
};

/* In the place of sys/log's: lines are made, and nobody is told. */
void
log_event(enum log_level level, const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	(void)level;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
}

/* What came back is one whole reply that says no, or nothing. */
static void
check_reply(int fd)
{
	static char data[PROTOCOL_SIZE + 1];
	struct protocol_reply reply;
	struct frame f;
	struct error e;
	ssize_t n = recv(fd, data, sizeof(data), MSG_DONTWAIT);

	if (n <= 0)
		return;
	FUZZ_HOLDS(
	    frame_parse(view_make(data, (size_t)n), PROTOCOL_SIZE, &f) == n);
	FUZZ_HOLDS(protocol_get_reply(&f, &reply, &e) == ERROR_NONE);
	FUZZ_HOLDS(reply.verdict != VERDICT_SUCCESS);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct serve serve;
	size_t half = size > 2 ? data[2] % size : 0;
	int ends[2];

	if (size > PROTOCOL_SIZE || !spawn_socketpair(ends))
		return 0;
	serve_open(&serve, &config);
	FUZZ_HOLDS(serve_add(&serve, ends[1], size % 2 != 0 ? 0 : 1001));
	FUZZ_HOLDS(
	    io_write_all(ends[0], view_make(data, half), deadline_in(1000)));
	serve_turn(&serve, 0);
	if (serve.talks != NULL)
		FUZZ_HOLDS(io_write_all(ends[0],
		    view_make(data + half, size - half), deadline_in(1000)));
	serve_turn(&serve, 0);
	serve_turn(&serve, 0);
	check_reply(ends[0]);
	close(ends[0]);
	serve_turn(&serve, 0);
	FUZZ_HOLDS(serve.talks == NULL);
	serve_close(&serve);
	return 0;
}
