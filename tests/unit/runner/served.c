/* SPDX-License-Identifier: ISC */
/* A stage with a socket. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner/served.h"
#include "sendmail-shim/mailq/ask.h"
#include "sys/io.h"
#include "sys/listener.h"

void
served_init(struct served *v)
{
	struct error e;

	*v = (struct served){.lock = -1};
	stage_init(&v->s);
	snprintf(v->socket, sizeof(v->socket), "%s/sock", v->s.root);
	snprintf(v->printed, sizeof(v->printed), "%s/printed", v->s.root);
	ck_assert_int_eq(chmod(v->s.root, 0755), 0);
	stage_write(v->printed, "");
	ck_assert_int_eq(chmod(v->printed, 0666), 0);
	ck_assert_int_eq(listener_open(v->s.root, v->socket,
			     &v->s.config.listener, &v->lock, &e),
	    ERROR_NONE);
}

void
served_clear(struct served *v)
{
	io_close(&v->s.config.listener);
	io_close(&v->lock);
	stage_clear(&v->s);
}

int
served_ask(struct served *v, served_fn *fn, uid_t uid)
{
	struct print p;
	struct error e;
	int status;
	pid_t pid = fork(), got;

	if (pid == 0) {
		FILE *f = fopen(v->printed, "we");

		if (f == NULL || (uid != 0 && setuid(uid) != 0))
			_exit(99);
		print_init(&p, f);
		p.now = stage_clock.wall;
		e.code = fn(v, &p, &e);
		if (e.code == ERROR_NONE)
			print_end(&p);
		else
			fprintf(f, "error: %s\n", e.text);
		fclose(f);
		_exit((int)e.code);
	}
	ck_assert_int_gt(pid, 0);
	while ((got = waitpid(pid, &status, WNOHANG)) == 0)
		runner_turn(v->s.runner, 10);
	ck_assert_int_eq(got, pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool
print_data(void *arg, struct view bytes)
{
	struct print *p = arg;

	return fwrite(bytes.p, 1, bytes.n, p->to) == bytes.n;
}

static bool
print_result(void *arg, const struct control_result *r)
{
	struct print *p = arg;

	fprintf(p->to, "%s %s\n", r->id, r->done ? "done" : r->why);
	return true;
}

enum error_code
served_request(const struct served *v, struct print *p, struct error *e)
{
	struct ask_ear ear = print_ear(p);

	ear.data = print_data;
	ear.result = print_result;
	return ask(v->socket, v->request, &v->query, &ear, e);
}

static enum error_code
ask_plain(const struct served *v, enum control_frame request, struct print *p,
    struct error *e)
{
	const struct control_query q = {.all = true};
	const struct ask_ear ear = print_ear(p);

	return ask(v->socket, request, &q, &ear, e);
}

enum error_code
served_list(const struct served *v, struct print *p, struct error *e)
{
	return ask_plain(v, CONTROL_LIST, p, e);
}

enum error_code
served_flush(const struct served *v, struct print *p, struct error *e)
{
	return ask_plain(v, CONTROL_FLUSH, p, e);
}

int
served_do(
    struct served *v, enum control_frame request, const char *name, uid_t uid)
{
	v->request = request;
	v->query = (struct control_query){.all = name == NULL};
	if (name != NULL)
		snprintf(v->query.id, sizeof(v->query.id), "%s", name);
	return served_ask(v, served_request, uid);
}

int
served_dial(const struct served *v)
{
	struct error e;
	int fd = ask_dial(v->socket, &e);

	ck_assert_int_ge(fd, 0);
	return fd;
}
