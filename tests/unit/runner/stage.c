/* SPDX-License-Identifier: ISC */
/* The stage of the runner's tests. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner/stage.h"
#include "sys/file.h"
#include "sys/log.h"

#define NAME(i) ((const char *const[]){"one", "two", "three"})[i]
#define TURNS 2000

struct moment stage_clock;

Suite *
stage_suite_of(const char *name, const TTest *const tests[], int n)
{
	TCase *all = tcase_create("all");

	tcase_set_timeout(all, STAGE_TIMEOUT);
	return suite_of_case(name, all, tests, n);
}

static int64_t
wall(void)
{
	return stage_clock.wall;
}

static int64_t
mono(void)
{
	return stage_clock.mono;
}

void
stage_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
}

void
stage_script(struct stage *s, unsigned relay, const char *text)
{
	char path[STAGE_PATH + 32], all[512];

	snprintf(path, sizeof(path), "%s%u", s->script, relay);
	snprintf(all, sizeof(all), "log %s\n%s\n", s->log, text);
	stage_write(path, all);
}

void
stage_relays(struct stage *s, unsigned n)
{
	char text[2048];
	int at = 0;

	for (unsigned i = 0; i < n; i++) {
		at += snprintf(text + at, sizeof(text) - (size_t)at,
		    "relay \"%s\" {\n\tserver = \"submissions://%s.example\"\n"
		    "\tuser = \"host@example.com\"\n"
		    "\tpassword-file = \"%s\"\n\tca-file = \"%s%u\"\n}\n",
		    NAME(i), NAME(i), s->secret, s->script, i);
		stage_script(s, i, "");
	}
	stage_write(s->conf, text);
}

static void
make_paths(struct stage *s)
{
	static const char *const dirs[] = {"drop", "drop/tmp", "drop/new",
	    "queue", "hold", "failed", "corrupt"};
	char path[STAGE_PATH + 16];

	/* Where there is memory to write to, syncing takes no time. */
	snprintf(s->root, sizeof(s->root), "%s/postern-runner-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(s->root));
	for (size_t i = 0; i < COUNT(dirs); i++) {
		snprintf(path, sizeof(path), "%s/%s", s->root, dirs[i]);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
#define PATH(member) \
	snprintf(s->member, sizeof(s->member), "%s/" #member, s->root)
	PATH(conf);
	PATH(aliases);
	PATH(secret);
	PATH(script);
	PATH(log);
	PATH(said);
}

/* The log goes to a file that tests read. */
static void
catch_log(struct stage *s)
{
	int fd = open(s->said, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	close(fd);
	log_open("runner", LOG_TARGET_STDERR, true);
}

void
stage_init(struct stage *s)
{
	*s = (struct stage){.runner = NULL};
	stage_clock = (struct moment){STAGE_START, 1000};
	make_paths(s);
	catch_log(s);
	stage_write(s->secret, "password\n");
	stage_write(s->aliases, "root: admin@example.com\n");
	stage_write(s->log, "");
	stage_relays(s, 1);
	s->config = (struct runner_config){
	    .spool = s->root,
	    .settings = s->conf,
	    .aliases = s->aliases,
	    .send_program = FAKE_SEND,
	    .drop_uid = (uid_t)-1,
	    .listener = -1,
	    .log_fd = STDERR_FILENO,
	    .lock_wait_ms = 100,
	    .wall = wall,
	    .mono = mono,
	};
}

void
stage_clear(struct stage *s)
{
	const char *const argv[] = {"rm", "-rf", s->root, NULL};
	pid_t pid;

	stage_stop(s);
	pid = fork();
	if (pid == 0)
		_exit(execv("/bin/rm", (char *const *)argv));
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

/* A word is an address, behind which NOTIFY and ORCPT may stand, with '|'. */
static void
add_recipient(struct message *m, struct view word)
{
	struct view piece;
	struct error e;

	view_split(&word, '|', &piece);
	ck_assert_int_eq(message_add_recipient(m, piece, &e), ERROR_NONE);
	if (view_split(&word, '|', &piece) && piece.n > 0)
		ck_assert_int_eq(message_add_notify(m, piece, &e), ERROR_NONE);
	if (view_split(&word, '|', &piece))
		ck_assert_int_eq(message_add_orcpt(m, piece, &e), ERROR_NONE);
}

void
stage_put(struct stage *s, enum spool_dir d, const char *name,
    const char *sender, const char *recipients)
{
	const char *text =
	    s->text != NULL ? s->text : "Subject: test\r\n\r\nHello.\r\n";
	struct view rest = view_of(recipients), word;
	struct message m;
	struct buf b;
	size_t at;
	int dir = spool_open_dir(s->root, d);
	struct error e;

	message_init(&m);
	ck_assert_int_eq(
	    message_set_sender(&m, view_of(sender), &e), ERROR_NONE);
	while (view_word(&rest, &word))
		add_recipient(&m, word);
	if (s->notify != NULL)
		snprintf(m.notify, sizeof(m.notify), "%s", s->notify);
	if (s->ret != NULL)
		snprintf(m.ret, sizeof(m.ret), "%s", s->ret);
	m.uid = getuid();
	m.time = stage_clock.wall;
	m.size = strlen(text);
	buf_init(&b, MESSAGE_ENVELOPE + strlen(text));
	ck_assert(message_encode(&m, &b, &at));
	buf_add_str(&b, text);
	ck_assert_int_eq(
	    file_replace(dir, name, buf_view(&b), 0640, &e), ERROR_NONE);
	buf_clear(&b);
	message_clear(&m);
	close(dir);
}

void
stage_drop(struct stage *s, const char *sender, const char *recipients)
{
	char name[SPOOL_NAME + 1];

	static unsigned n;

	snprintf(name, sizeof(name), "%016llx-%016x",
	    (unsigned long long)stage_clock.wall * 1000000, ++n);
	stage_put(s, SPOOL_DROP_NEW, name, sender, recipients);
}

void
stage_start(struct stage *s)
{
	struct error e;

	s->runner = calloc(1, sizeof(*s->runner));
	ck_assert_ptr_nonnull(s->runner);
	ck_assert_msg(
	    runner_open(s->runner, &s->config, &e) == ERROR_NONE, "%s", e.text);
}

void
stage_stop(struct stage *s)
{
	if (s->runner == NULL)
		return;
	runner_close(s->runner);
	free(s->runner);
	s->runner = NULL;
}

/* Whether anything happens without the clock moving. */
static bool
is_busy(const struct runner *r)
{
	const struct item *first = list_first(&r->list);

	if (r->intake != NULL || r->rescan || r->reload ||
	    runner_waits_for_outcomes(r) || r->worker.stage == WORKER_ENDING)
		return true;
	return first != NULL && first->due <= r->now.wall &&
	    routes_choose(&r->routes, r->now.mono) != ROUTE_NONE;
}

void
stage_run(struct stage *s)
{
	runner_turn(s->runner, 0);
	for (int i = 0; is_busy(s->runner); i++) {
		ck_assert_int_lt(i, TURNS);
		runner_turn(s->runner, 20);
	}
}

static unsigned
count(const struct stage *s, enum spool_dir d, bool journals)
{
	char path[STAGE_PATH + 16];
	struct dirent *entry;
	unsigned n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s", s->root, spool_dir_name(d));
	dir = opendir(path);
	ck_assert_ptr_nonnull(dir);
	while ((entry = readdir(dir)) != NULL) {
		size_t length = strlen(entry->d_name);
		bool journal =
		    length > 2 && strcmp(entry->d_name + length - 2, ".j") == 0;

		n += entry->d_name[0] != '.' && journal == journals;
	}
	closedir(dir);
	return n;
}

unsigned
stage_count(const struct stage *s, enum spool_dir d)
{
	return count(s, d, false);
}

unsigned
stage_journals(const struct stage *s, enum spool_dir d)
{
	return count(s, d, true);
}

unsigned
stage_has(const char *path, const char *text)
{
	struct buf b;
	struct error e;
	unsigned n = 0;

	buf_init(&b, 16UL * 1024 * 1024);
	ck_assert_int_eq(file_read(path, &b, &e), ERROR_NONE);
	for (const char *p = buf_str(&b); (p = strstr(p, text)) != NULL; p++)
		n++;
	buf_clear(&b);
	return n;
}
