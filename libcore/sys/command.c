/* SPDX-License-Identifier: ISC */
/* Commands run for what they print. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/limits.h"
#include "sys/command.h"
#include "sys/io.h"
#include "sys/spawn.h"

#define READ_STEP 1024
/* What is read of a pipe at a time, which is what one holds: a command that
 * prints without end does not keep its caller. */
#define READ_MAX (64 * READ_STEP)
/* The beginning of standard error that is kept. */
#define COMPLAINT_MAX 256
/* Bytes in a row that a complaint and what was printed have in common by
 * chance: one more is a piece of the secret. */
#define SECRET_RUN 8
/* Between two looks at a command that has closed its output and goes on. */
#define WAIT_STEP_MS 20

void
command_init(struct command *c)
{
	*c = (struct command){.pid = -1, .out = -1, .err = -1};
	buf_init_wiping(&c->said, LIMIT_SECRET_FILE);
	buf_init_wiping(&c->complaint, COMPLAINT_MAX);
}

static void
close_both(struct command *c)
{
	io_close(&c->out);
	io_close(&c->err);
}

/* Its whole session; it is reaped, too. */
static void
kill_all(struct command *c)
{
	if (c->pid < 0)
		return;
	kill(-c->pid, SIGKILL);
	kill(c->pid, SIGKILL);
	spawn_wait(c->pid, deadline_in(0));
	c->pid = -1;
}

void
command_clear(struct command *c)
{
	kill_all(c);
	close_both(c);
	buf_clear(&c->said);
	buf_clear(&c->complaint);
	c->state = COMMAND_NONE;
}

/* A pipe whose end for reading, *in, never waits. */
static bool
open_pipe(int *in, int *out)
{
	int fds[2];

	if (!spawn_pipe(fds))
		return false;
	*in = fds[0];
	*out = fds[1];
	return fcntl(*in, F_SETFL, O_NONBLOCK) == 0;
}

enum error_code
command_start(struct command *c, char *const *argv, int64_t ms, struct error *e)
{
	struct spawn s = {.path = argv[0],
	    .argv = (const char *const *)argv,
	    .fds = {-1, -1, -1},
	    .new_session = true};

	command_clear(c);
	snprintf(c->name, sizeof(c->name), "%s", argv[0]);
	if (command_check(argv[0], e) != ERROR_NONE)
		return e->code;
	if (open_pipe(&c->out, &s.fds[1]) && open_pipe(&c->err, &s.fds[2]))
		c->pid = spawn_start(&s, e);
	else
		error_set_errno(e, ERROR_SYSTEM, "%s", c->name);
	io_close(&s.fds[1]);
	io_close(&s.fds[2]);
	if (c->pid < 0) {
		close_both(c);
		return e->code;
	}
	c->until = deadline_in(ms);
	c->state = COMMAND_RUNNING;
	return ERROR_NONE;
}

void
command_poll(const struct command *c, struct pollfd *fds)
{
	bool running = c->state == COMMAND_RUNNING;

	fds[0] = (struct pollfd){.fd = running ? c->out : -1, .events = POLLIN};
	fds[1] = (struct pollfd){.fd = running ? c->err : -1, .events = POLLIN};
}

/* Takes what is there now, within bounds; false when not all of it fits.
 * Closes the pipe at its end. */
static bool
drain(int *fd, struct buf *b)
{
	char bytes[READ_STEP];
	size_t got = 0;
	bool whole = true;

	while (*fd >= 0 && got < READ_MAX) {
		ssize_t n = read(*fd, bytes, sizeof(bytes));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0) {
			io_close(fd);
			break;
		}
		got += (size_t)n;
		whole = whole && (size_t)n <= b->max - b->n;
		buf_add(
		    b, view_before(view_make(bytes, (size_t)n), b->max - b->n));
	}
	explicit_bzero(bytes, sizeof(bytes));
	return whole;
}

static struct view
first_line(struct view v)
{
	return view_trim(view_before(v, view_find(v, '\n')));
}

/* Whether so much of a secret stands in a line that the line is one: the end
 * of either may be missing. */
static bool
gives_away(struct view line, struct view secret)
{
	size_t run;

	while (secret.n > 0 && secret.p[secret.n - 1] == '\n')
		secret.n--;
	run = secret.n < SECRET_RUN ? secret.n : SECRET_RUN;
	if (run == 0)
		return false;
	for (; line.n >= run; line = view_from(line, 1))
		if (memmem(secret.p, secret.n, line.p, run) != NULL)
			return true;
	return false;
}

/* Why it failed, with what it said about that. */
static enum command_state
fail(struct command *c, struct error *e, const char *why)
{
	struct view line = first_line(buf_view(&c->complaint));
	char said[COMPLAINT_MAX];
	bool tells = gives_away(line, buf_view(&c->said));

	escape_copy(line, said, sizeof(said));
	error_set(e, ERROR_SETTINGS, "%s: %s%s%s", c->name, why,
	    line.n != 0 ? ": " : "",
	    tells ? "(its message holds what it printed)" : said);
	kill_all(c);
	close_both(c);
	buf_clear(&c->said);
	buf_clear(&c->complaint);
	return c->state = COMMAND_FAILED;
}

/* It has ended with a wait status. */
static enum command_state
end(struct command *c, int status, struct error *e)
{
	char why[64];
	bool whole = drain(&c->out, &c->said);

	c->pid = -1;
	drain(&c->err, &c->complaint);
	close_both(c);
	if (WIFSIGNALED(status))
		snprintf(why, sizeof(why), "it was killed by signal %d",
		    WTERMSIG(status));
	else
		snprintf(why, sizeof(why), "it failed with exit status %d",
		    WEXITSTATUS(status));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return fail(c, e, why);
	if (!whole || c->said.failed)
		return fail(c, e, "it prints too much");
	buf_clear(&c->complaint);
	return c->state = COMMAND_DONE;
}

enum command_state
command_step(struct command *c, struct error *e)
{
	int status;
	pid_t reaped;

	if (c->state != COMMAND_RUNNING)
		return c->state;
	reaped = waitpid(c->pid, &status, WNOHANG);
	if (reaped == c->pid)
		return end(c, status, e);
	drain(&c->err, &c->complaint);
	if (reaped < 0) {
		c->pid = -1;
		return fail(c, e, "somebody else has waited for it");
	}
	if (!drain(&c->out, &c->said) || c->said.failed)
		return fail(c, e, "it prints too much");
	if (deadline_passed(c->until))
		return fail(c, e, "it did not end in time");
	return COMMAND_RUNNING;
}

enum command_state
command_wait(struct command *c, struct error *e)
{
	struct pollfd fds[COMMAND_POLL];
	enum command_state state;

	while ((state = command_step(c, e)) == COMMAND_RUNNING) {
		command_poll(c, fds);
		poll(fds, COMMAND_POLL,
		    deadline_left(
			deadline_min(c->until, deadline_in(WAIT_STEP_MS))));
	}
	return state;
}
