/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/peer.c: who may ask about whom. */
#include "config.h"

#include <sys/socket.h>
#include <unistd.h>

#include "login/suites.h"
#include "pam_imap/daemon/peer.h"

#define TINA 1002

static struct protocol_request *
about(const char *user, uid_t uid)
{
	static struct protocol_request r;

	r = (struct protocol_request){.what = PROTOCOL_AUTH,
	    .uid = uid,
	    .rhost = "192.0.2.1",
	    .tty = "pts/7",
	    .debug = true};
	ck_assert(view_copy(view_of(user), r.user, sizeof(r.user)));
	return &r;
}

static const struct {
	uid_t asks;
	const char *user;
	uid_t uid;
	enum error_code code;
} rows[] = {
    {0, "carol@example.com", SITE_CAROL, ERROR_NONE},
    {0, "bob", SITE_BOB, ERROR_NONE},
    {0, "nobody", 65534, ERROR_NONE},
    {SITE_BOB, "bob", SITE_BOB, ERROR_NONE},
    {SITE_CAROL, "carol@example.com", SITE_CAROL, ERROR_NONE},
    /* Another, by its own number or by the one that asks. */
    {SITE_BOB, "tina", TINA, ERROR_REFUSED},
    {SITE_BOB, "tina", SITE_BOB, ERROR_REFUSED},
    {SITE_BOB, "root", 0, ERROR_REFUSED},
    {SITE_BOB, "root", SITE_BOB, ERROR_REFUSED},
    {SITE_BOB, "carol@example.com", SITE_CAROL, ERROR_REFUSED},
    {SITE_BOB, "nobody-knows", SITE_BOB, ERROR_REFUSED},
    {SITE_BOB, "", SITE_BOB, ERROR_REFUSED},
    {SITE_BOB, "bob", (uid_t)-1, ERROR_REFUSED},
    {SITE_BOB, "bo", SITE_BOB, ERROR_REFUSED},
    {(uid_t)-1, "bob", SITE_BOB, ERROR_REFUSED},
    {(uid_t)-1, "bob", (uid_t)-1, ERROR_REFUSED},
};

START_TEST(about_whom)
{
	struct error e;

	scratch_put("passwd",
	    "root:x:0:0:::\nbob:x:1001:1001:::\ntina:x:1002:1002:::\n");
	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_msg(
		    peer_check(rows[i].asks, ".",
			about(rows[i].user, rows[i].uid), &e) == rows[i].code,
		    "row %zu", i);
}
END_TEST

/* Where it comes from and debug are root's to say. */
START_TEST(what_is_believed)
{
	struct protocol_request *r = about("bob", SITE_BOB);
	struct error e;

	ck_assert_int_eq(peer_check(0, ".", r, &e), ERROR_NONE);
	ck_assert_str_eq(r->rhost, "192.0.2.1");
	ck_assert_str_eq(r->tty, "pts/7");
	ck_assert(r->debug);
	ck_assert_int_eq(peer_check(SITE_BOB, ".", r, &e), ERROR_NONE);
	ck_assert_str_eq(r->rhost, "");
	ck_assert_str_eq(r->tty, "");
	ck_assert(!r->debug);
}
END_TEST

/* A service's name is a file's: whoever asks writes nothing else in the log. */
START_TEST(names_of_services)
{
	static const struct {
		const char *service, *shown;
	} names[] = {
	    {"sshd", "sshd"},
	    {"polkit-1", "polkit-1"},
	    {"gdm_2.x", "gdm_2.x"},
	    {"", ""},
	    {"x, from 192.0.2.1) (", "?"},
	    {"a b", "?"},
	    {"a/b", "?"},
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		struct protocol_request *r = about("bob", SITE_BOB);
		struct error e;

		ck_assert(view_copy(
		    view_of(names[i].service), r->service, sizeof(r->service)));
		ck_assert_int_eq(peer_check(SITE_BOB, ".", r, &e), ERROR_NONE);
		ck_assert_str_eq(r->service, names[i].shown);
	}
}
END_TEST

START_TEST(without_passwd)
{
	struct error e;

	ck_assert_int_eq(unlink("passwd"), 0);
	ck_assert_int_eq(peer_check(SITE_BOB, ".", about("bob", SITE_BOB), &e),
	    ERROR_REFUSED);
	ck_assert_int_eq(
	    peer_check(0, ".", about("bob", SITE_BOB), &e), ERROR_NONE);
}
END_TEST

START_TEST(of_a_socket)
{
	int ends[2];
	uid_t uid = 12345;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	ck_assert(peer_of(ends[0], &uid));
	ck_assert_uint_eq(uid, geteuid());
	close(ends[0]);
	close(ends[1]);
	ck_assert(!peer_of(ends[0], &uid));
}
END_TEST

/* The same through a conversation: nobody asks the server about others. */
START_TEST(in_a_conversation)
{
	static struct protocol_request r;
	static struct serve serve;
	int fd;

	site_answer(ANSWER_SUCCESS);
	serve_open(&serve, &site);
	fd = site_connect(&serve, SITE_BOB);
	site_request(&r, PROTOCOL_AUTH, "carol@example.com", SITE_CAROL, "x");
	site_send(fd, &r);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_NOT_PERMITTED);
	fd = site_connect(&serve, SITE_BOB);
	r.uid = SITE_BOB;
	site_send(fd, &r);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_NOT_PERMITTED);
	ck_assert_str_eq(site_asked(), "");
	ck_assert(site_log_has("asked by user 1001"));
	fd = site_connect(&serve, SITE_CAROL);
	r.uid = SITE_CAROL;
	site_send(fd, &r);
	site_finish(&serve);
	ck_assert(site_recv(&fd));
	ck_assert_int_eq(site_reply.verdict, VERDICT_SUCCESS);
	ck_assert(site_log_has("(service sshd, from here)"));
}
END_TEST

Suite *
peer_suite(void)
{
	const TTest *const tests[] = {about_whom, what_is_believed,
	    names_of_services, without_passwd, of_a_socket, in_a_conversation};

	return SCRATCH_SUITE("login peer", tests, site_make);
}
