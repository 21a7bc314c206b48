/* SPDX-License-Identifier: ISC */
/* Tests of net/lookup, and of resolving with a resolver of our own. */
#include "config.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "net/connect.h"
#include "net/lookup.h"
#include "net/resolve.h"
#include "net/suites.h"

/* What the resolver is to do with names below .test. */
static atomic_int entered;
static atomic_bool saw_signals_blocked;
static int hold[2]; /* "hold.test" is answered when its end is closed */

static bool
is_blocked(int signal)
{
	sigset_t set;

	pthread_sigmask(SIG_BLOCK, NULL, &set);
	return sigismember(&set, signal) == 1;
}

typedef int ask_fn(
    const char *, const char *, const struct addrinfo *, struct addrinfo **);

static ask_fn *
libc(void)
{
	void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
	ask_fn *fn;

	memcpy(&fn, &symbol, sizeof(fn));
	return fn;
}

/* Four addresses and two, IPv6 first, as RFC 6724 would sort them. */
static int
answer(const char *port, const struct addrinfo *hints, struct addrinfo **out)
{
	static const char *const addresses[] = {"2001:db8::1", "2001:db8::2",
	    "2001:db8::3", "2001:db8::4", "192.0.2.1", "192.0.2.2"};
	struct addrinfo numeric = *hints, **end = out;

	numeric.ai_flags |= AI_NUMERICHOST;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		int rc = libc()(addresses[i], port, &numeric, end);

		if (rc != 0)
			return rc;
		end = &(*end)->ai_next;
	}
	return 0;
}

/* In place of libc's, in this program. */
int
getaddrinfo(const char *restrict host, const char *restrict port,
    const struct addrinfo *restrict hints, struct addrinfo **restrict out)
{
	char c;

	if (strstr(host, ".test") == NULL)
		return libc()(host, port, hints, out);
	entered++;
	saw_signals_blocked = is_blocked(SIGALRM) && is_blocked(SIGTERM);
	if (strcmp(host, "hold.test") == 0 && read(hold[0], &c, 1) != 0)
		return EAI_SYSTEM;
	if (strcmp(host, "nobody.test") == 0)
		return EAI_NONAME;
	return answer(port, hints, out);
}

static void
parse(const char *url, struct endpoint *out)
{
	ck_assert(endpoint_parse(view_of(url), out));
}

START_TEST(lets_families_take_turns)
{
	static const int families[] = {
	    AF_INET6, AF_INET, AF_INET6, AF_INET, AF_INET6, AF_INET6};
	struct resolve_list list;
	struct endpoint to;
	struct error e;

	parse("imaps://mail.test", &to);
	ck_assert_int_eq(
	    resolve_endpoint(&to, AF_UNSPEC, deadline_in(60000), &list, &e),
	    ERROR_NONE);
	ck_assert_uint_eq(list.n, COUNT(families));
	for (size_t i = 0; i < COUNT(families); i++)
		ck_assert_int_eq(list.at[i].sa.ss_family, families[i]);
	ck_assert(saw_signals_blocked);
	ck_assert(!is_blocked(SIGALRM));
}
END_TEST

START_TEST(says_that_nobody_is_there)
{
	struct endpoint to;
	struct error e;

	parse("imaps://nobody.test", &to);
	ck_assert_int_eq(
	    connect_endpoint(&to, NULL, deadline_in(60000), &e), -1);
	ck_assert_int_eq(e.code, ERROR_LATER);
	ck_assert_ptr_nonnull(strstr(e.text, "resolving nobody.test: "));
}
END_TEST

/* Ten silent resolvers: each is left in time, and what they find is freed by
 * whoever comes last, which a leak checker sees. */
START_TEST(leaves_a_silent_resolver)
{
	struct endpoint to;
	struct error e;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	int64_t before = deadline_now();

	ck_assert_int_eq(pipe(hold), 0);
	parse("imaps://hold.test", &to);
	for (int i = 0; i < 10; i++) {
		ck_assert_int_eq(
		    connect_endpoint(&to, NULL, deadline_in(20), &e), -1);
		ck_assert_int_eq(e.code, ERROR_LATER);
		ck_assert_ptr_nonnull(strstr(
		    e.text, "hold.test: the resolver does not answer in time"));
	}
	ck_assert_int_ge((deadline_now() - before) / 1000000, 10 * 19);
	ck_assert_int_lt((deadline_now() - before) / 1000000, 30000);
	while (entered < 10)
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	close(hold[1]);
	/* They end now; one that is asked afterwards is answered. */
	ck_assert_int_eq(
	    lookup_host("mail.test", "993", &hints, deadline_in(60000), &found),
	    0);
	freeaddrinfo(found);
}
END_TEST

Suite *
lookup_suite(void)
{
	const TTest *const tests[] = {lets_families_take_turns,
	    says_that_nobody_is_there, leaves_a_silent_resolver};

	return SUITE_OF("lookup", tests);
}
