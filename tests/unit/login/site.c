/* SPDX-License-Identifier: ISC */
/* postern-login's surroundings, in a directory of its own. */
#include "config.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "login/suites.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/spawn.h"

static struct starter starter = {.fd = -1, .program = "./imap-check"};
static const struct resolve_places users = {
    .accounts = "accounts", .registry = "users", .etc_dir = "."};
static const struct registry_places system_files = {
    .etc_dir = ".", .uid_map = "uid_map"};

static const struct offline_places offline = {
    .dir = "offline", .machine_id = "machine-id"};

const struct serve_config site = {
    .host =
	{
	    .settings = "postern.conf",
	    .users = &users,
	    .registry = &system_files,
	},
    .starter = &starter,
    .offline = &offline,
    .listener = -1,
    .signals = -1,
};

struct protocol_reply site_reply;

void
site_answer(const char *text)
{
	scratch_put("answer", text);
	unlink("asked");
}

const char *
site_asked(void)
{
	return scratch_read("asked");
}

bool
site_log_has(const char *text)
{
	const char *log = scratch_read("log");

	ck_assert_ptr_null(strstr(log, "wonder land"));
	return strstr(log, text) != NULL;
}

bool
site_has(const char *name)
{
	char path[512];
	struct stat st;

	snprintf(path, sizeof(path), "users/by-name/%s", name);
	return lstat(path, &st) == 0;
}

int
site_hold_registry(void)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int lock = open("users/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(lock, 0);
	ck_assert_int_eq(fcntl(lock, F_OFD_SETLK, &whole), 0);
	return lock;
}

uid_t
site_uid(const char *name)
{
	struct account account;
	struct error e;

	if (resolve_registered(&users, view_of(name), &account, &e) !=
	    ERROR_NONE)
		ck_assert_int_eq(
		    resolve_allowed(&users, view_of(name), &account, &e),
		    ERROR_NONE);
	return account.uid;
}

int
site_connect(struct serve *s, uid_t uid)
{
	int ends[2];

	ck_assert(spawn_socketpair(ends));
	ck_assert(serve_add(s, ends[1], uid));
	return ends[0];
}

void
site_send(int fd, const struct protocol_request *r)
{
	struct error e;
	struct buf b;

	buf_init(&b, PROTOCOL_SIZE);
	ck_assert(protocol_put_request(&b, r));
	ck_assert_int_eq(
	    frame_send(fd, &b, deadline_in(60000), &e), ERROR_NONE);
	buf_clear(&b);
}

bool
site_recv(int *fd)
{
	struct frame f;
	struct error e;
	struct buf b;
	bool got;

	memset(&site_reply, 0xff, sizeof(site_reply));
	buf_init(&b, PROTOCOL_SIZE);
	got = frame_recv(*fd, &b, deadline_in(60000), &f, &e) == ERROR_NONE;
	if (got)
		ck_assert_int_eq(
		    protocol_get_reply(&f, &site_reply, &e), ERROR_NONE);
	buf_clear(&b);
	io_close(fd);
	return got;
}

struct talk *
site_talk(struct serve *s, unsigned n)
{
	struct talk *t = s->talks;

	while (t != NULL && --n > 0)
		t = t->next;
	ck_assert_ptr_nonnull(t);
	return t;
}

bool
site_reaches(struct serve *s, enum talk_state state)
{
	struct deadline d = deadline_in(60000);

	while (
	    s->talks != NULL && s->talks->state != state && !deadline_passed(d))
		serve_turn(s, 1000);
	return s->talks != NULL && s->talks->state == state;
}

void
site_finish(struct serve *s)
{
	struct deadline d = deadline_in(60000);

	while (s->talks != NULL) {
		ck_assert_msg(!deadline_passed(d), "it does not end");
		serve_turn(s, 1000);
	}
}

void
site_request(struct protocol_request *r, enum protocol_frame what,
    const char *user, uid_t uid, const char *password)
{
	*r = (struct protocol_request){.what = what,
	    .uid = uid != 0 ? uid : site_uid(user),
	    .service = "sshd",
	    .rhost = "192.0.2.1"};
	ck_assert(view_copy(view_of(user), r->user, sizeof(r->user)));
	secret_set(&r->password, view_of(password));
}

enum verdict
site_ask(
    enum protocol_frame what, const char *user, uid_t uid, const char *password)
{
	static struct protocol_request request;
	static struct serve serve;
	int fd;

	site_request(&request, what, user, uid, password);
	serve_open(&serve, &site);
	fd = site_connect(&serve, 0);
	site_send(fd, &request);
	site_finish(&serve);
	serve_close(&serve);
	ck_assert(site_recv(&fd));
	return site_reply.verdict;
}

/* What is logged goes to a file, and so does what check says there. */
static void
divert_log(void)
{
	int fd = open("log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, 2), 2);
	close(fd);
}

void
site_make(void)
{
	char program[PATH_MAX + 32];

	divert_log();
	log_open("test", LOG_TARGET_STDERR, true);
	snprintf(program, sizeof(program), "%s/tests/unit/fake-check",
	    scratch_origin());
	ck_assert_int_eq(symlink(program, "imap-check"), 0);
	ck_assert_int_eq(mkdir("users", 0755), 0);
	scratch_put("uid_map", "0 0 4294967295\n");
	scratch_put("passwd", "root:x:0:0:::\nbob:x:1001:1001:::\n");
	scratch_put("group", "root:x:0:\n");
	scratch_put("postern.conf",
	    "login \"example.com\" {\n"
	    "  server = { \"imaps://mail.example.com\", "
	    "\"imap://[2001:db8::1]:1143\" }\n"
	    "  ca-file = \"/etc/ca.pem\"\n"
	    "  mechanisms = { \"PLAIN\" }\n"
	    "}\n"
	    "login \"example.org\" {\n"
	    "  server = \"imaps://mail.example.org\"\n"
	    "  user = \"local\"\n"
	    "}\n");
	scratch_put("accounts",
	    "defaults range=2000300000-2000400000\n"
	    "alice@example.com\n"
	    "carol@example.com uid=2000300007\n"
	    "twin@example.com uid=2000300007\n"
	    "bob@example.com local=bob\n"
	    "toor@example.com local=toor\n"
	    "*@example.org\n"
	    "!mallory@example.org\n"
	    "eve@example.net\n");
}
