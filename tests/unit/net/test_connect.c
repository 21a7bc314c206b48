/* SPDX-License-Identifier: ISC */
/* Tests of net/connect and net/resolve. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net/connect.h"
#include "net/suites.h"

/* Connections that a listener takes before it is full, and some more. */
#define FILLERS 16

static int
listen_on_loopback(int backlog, uint16_t *port_out)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};
	socklen_t len = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	ck_assert_int_eq(listen(fd, backlog), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&sa, &len), 0);
	*port_out = ntohs(sa.sin_port);
	return fd;
}

static void
add(struct resolve_list *list, uint16_t port)
{
	struct sockaddr_in sa = {.sin_family = AF_INET};

	sa.sin_port = htons(port);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	memcpy(&list->at[list->n].sa, &sa, sizeof(sa));
	list->at[list->n++].len = sizeof(sa);
}

/* A port that nobody listens on. */
static uint16_t
closed_port(void)
{
	uint16_t port;

	close(listen_on_loopback(1, &port));
	return port;
}

/* Fills a listener's queue, so that further attempts get no answer. */
static void
fill(uint16_t port, int fds[FILLERS])
{
	struct sockaddr_in sa = {.sin_family = AF_INET};

	sa.sin_port = htons(port);
	sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int i = 0; i < FILLERS; i++) {
		fds[i] = socket(
		    AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (connect(fds[i], (struct sockaddr *)&sa, sizeof(sa)) != 0)
			ck_assert_int_eq(errno, EINPROGRESS);
	}
}

START_TEST(makes_a_good_socket)
{
	struct endpoint to;
	struct error e;
	char url[40], text[CONNECT_TEXT], want[CONNECT_TEXT];
	uint16_t port;
	int listener = listen_on_loopback(4, &port), one = 0, fd;
	socklen_t len = sizeof(one);

	snprintf(url, sizeof(url), "imaps://127.0.0.1:%u", port);
	ck_assert(endpoint_parse(view_of(url), &to));
	fd = connect_endpoint(&to, NULL, deadline_in(60000), &e);
	ck_assert_int_ge(fd, 0);
	ck_assert(fcntl(fd, F_GETFL) & O_NONBLOCK);
	ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, &len);
	ck_assert_int_ne(one, 0);
	connect_describe(fd, text, sizeof(text));
	snprintf(want, sizeof(want), "127.0.0.1 port %u", port);
	ck_assert_str_eq(text, want);
	close(fd);
	close(listener);
}
END_TEST

static enum error_code
resolve(const char *url, const struct connect_from *from,
    struct resolve_list *list, struct error *e)
{
	struct endpoint to;

	ck_assert(endpoint_parse(view_of(url), &to));
	return resolve_endpoint(&to, from->family, deadline_in(60000), list, e);
}

START_TEST(takes_one_family)
{
	struct connect_from from;
	struct resolve_list list;
	struct error e;

	ck_assert(connect_from_set(&from, AF_INET, NULL));
	ck_assert_int_eq(
	    resolve("smtp://localhost", &from, &list, &e), ERROR_NONE);
	for (unsigned i = 0; i < list.n; i++)
		ck_assert_int_eq(list.at[i].sa.ss_family, AF_INET);
	ck_assert_int_eq(
	    resolve("smtp://[::1]", &from, &list, &e), ERROR_LATER);
	ck_assert(connect_from_set(&from, AF_INET6, ""));
	ck_assert_int_eq(
	    resolve("smtp://127.0.0.1", &from, &list, &e), ERROR_LATER);
	ck_assert(connect_from_set(&from, AF_UNSPEC, "::1"));
	ck_assert_int_eq(from.family, AF_INET6);
	ck_assert(!connect_from_set(&from, AF_INET, "::1"));
	ck_assert(!connect_from_set(&from, AF_UNSPEC, "localhost"));
}
END_TEST

START_TEST(comes_from_the_source)
{
	struct connect_from from;
	struct sockaddr_in peer;
	struct endpoint to;
	struct error e;
	char url[40];
	uint16_t port;
	int listener = listen_on_loopback(4, &port), fd, taken;
	socklen_t len = sizeof(peer);

	snprintf(url, sizeof(url), "smtp://127.0.0.1:%u", port);
	ck_assert(endpoint_parse(view_of(url), &to));
	ck_assert(connect_from_set(&from, AF_UNSPEC, "127.0.0.9"));
	fd = connect_endpoint(&to, &from, deadline_in(60000), &e);
	ck_assert_int_ge(fd, 0);
	taken = accept(listener, (struct sockaddr *)&peer, &len);
	ck_assert_int_ge(taken, 0);
	ck_assert_uint_eq(ntohl(peer.sin_addr.s_addr), 0x7f000009);
	close(taken);
	close(fd);
	/* TEST-NET-1 is no address of this host. */
	ck_assert(connect_from_set(&from, AF_INET, "192.0.2.1"));
	ck_assert_int_eq(
	    connect_endpoint(&to, &from, deadline_in(60000), &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "from the source address"));
	close(listener);
}
END_TEST

START_TEST(explains_a_refusal)
{
	struct endpoint to;
	struct error e;
	char url[40];

	snprintf(url, sizeof(url), "imaps://127.0.0.1:%u", closed_port());
	ck_assert(endpoint_parse(view_of(url), &to));
	ck_assert_int_eq(
	    connect_endpoint(&to, NULL, deadline_in(60000), &e), -1);
	ck_assert_int_eq(e.code, ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "Connection refused"));
	ck_assert_ptr_nonnull(strstr(e.text, "127.0.0.1 port "));
}
END_TEST

START_TEST(explains_an_unknown_host)
{
	struct endpoint to;
	struct error e;

	ck_assert(endpoint_parse(view_of("imaps://a..test"), &to) ||
	    endpoint_parse(view_of("imaps://nowhere.invalid"), &to));
	ck_assert_int_eq(
	    connect_endpoint(&to, NULL, deadline_in(60000), &e), -1);
	ck_assert_int_eq(e.code, ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "resolving nowhere.invalid"));
}
END_TEST

START_TEST(goes_on_after_a_refusal_at_once)
{
	struct resolve_list list = {.n = 0};
	int64_t start = deadline_now();
	uint16_t port;
	int listener = listen_on_loopback(4, &port), fd;

	for (int i = 0; i < 15; i++)
		add(&list, closed_port());
	add(&list, port);
	fd = connect_race(&list, NULL, deadline_in(60000));
	ck_assert_int_ge(fd, 0);
	/* Fifteen staggered attempts would have taken nearly four seconds. */
	ck_assert_int_lt(
	    (deadline_now() - start) / 1000000, 14 * LIMIT_CONNECT_STAGGER_MS);
	close(fd);
	close(listener);
}
END_TEST

START_TEST(passes_by_an_address_that_is_silent)
{
	struct resolve_list list = {.n = 0};
	int64_t start = deadline_now();
	uint16_t silent_port, port;
	int silent = listen_on_loopback(0, &silent_port);
	int listener = listen_on_loopback(4, &port), fillers[FILLERS], fd;
	char text[CONNECT_TEXT], want[CONNECT_TEXT];

	fill(silent_port, fillers);
	add(&list, silent_port);
	add(&list, port);
	fd = connect_race(&list, NULL, deadline_in(60000));
	ck_assert_int_ge(fd, 0);
	connect_describe(fd, text, sizeof(text));
	snprintf(want, sizeof(want), "127.0.0.1 port %u", port);
	ck_assert_str_eq(text, want);
	ck_assert_int_ge(
	    (deadline_now() - start) / 1000000, LIMIT_CONNECT_STAGGER_MS - 1);
	for (int i = 0; i < FILLERS; i++)
		close(fillers[i]);
	close(fd);
	close(silent);
	close(listener);
}
END_TEST

START_TEST(heeds_the_deadline)
{
	struct resolve_list list = {.n = 0};
	uint16_t port;
	int silent = listen_on_loopback(0, &port), fillers[FILLERS];

	fill(port, fillers);
	add(&list, port);
	ck_assert_int_eq(connect_race(&list, NULL, deadline_in(50)), -1);
	ck_assert_int_eq(errno, ETIMEDOUT);
	for (int i = 0; i < FILLERS; i++)
		close(fillers[i]);
	close(silent);
}
END_TEST

START_TEST(takes_literals_without_asking)
{
	struct resolve_list list;
	struct endpoint to;
	struct error e;

	ck_assert(endpoint_parse(view_of("imaps://[2001:db8::1]:994"), &to));
	ck_assert_int_eq(
	    resolve_endpoint(&to, AF_UNSPEC, deadline_in(0), &list, &e),
	    ERROR_NONE);
	ck_assert_uint_eq(list.n, 1);
	ck_assert_int_eq(list.at[0].sa.ss_family, AF_INET6);
}
END_TEST

Suite *
connect_suite(void)
{
	const TTest *const tests[] = {makes_a_good_socket, takes_one_family,
	    comes_from_the_source, explains_a_refusal, explains_an_unknown_host,
	    goes_on_after_a_refusal_at_once,
	    passes_by_an_address_that_is_silent, heeds_the_deadline,
	    takes_literals_without_asking};

	return SUITE_OF("connect", tests);
}
