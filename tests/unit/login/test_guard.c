/* SPDX-License-Identifier: ISC */
/* Tests of pam_imap/daemon/guard.c and rhost.c: whose failures are whose. */
#include "config.h"

#include <stdio.h>

#include "login/suites.h"
#include "pam_imap/daemon/guard.h"
#include "pam_imap/daemon/rhost.h"

#define S INT64_C(1000000000)
#define ALICE "alice@example.com"
#define CAROL "carol@example.com"
#define ATTACKER "203.0.113.9"

static struct guard *g;
static struct error e;
static struct endpoint server = {.host = "mail.example.com", .port = 993};
static struct endpoint other_server = {.host = "mail.example.org"};
static struct conf_login login = {.domain = (char *)(uintptr_t) "example.com",
    .servers = {&server, 1},
    .throttle_account = {3, 600},
    .throttle_host = {6, 600},
    .throttle_server = {12, 600}};
static struct conf_login same_server, elsewhere;

static void
set_up(void)
{
	same_server = elsewhere = login;
	elsewhere.servers.list = &other_server;
	ck_assert_int_eq(guard_new(&g, &e), ERROR_NONE);
}

static void
tear_down(void)
{
	guard_free(&g);
	guard_free(&g);
}

static struct guard_try
make_try(const char *address, const char *rhost)
{
	return (struct guard_try){
	    .address = address, .rhost = rhost, .login = &login};
}

static struct secret *
secret(const char *text)
{
	static struct secret s;

	secret_set(&s, view_of(text));
	return &s;
}

static void
fill(struct guard_try t, unsigned times)
{
	while (times-- > 0)
		guard_note(g, &t, secret("wrong"), VERDICT_REFUSED, true, 0);
}

/* Whether this one may try. */
static bool
may(struct guard_try t)
{
	enum error_code code = guard_check(g, &t, 0, &e);

	ck_assert(code == ERROR_NONE || code == ERROR_LIMIT);
	return code == ERROR_NONE;
}

/* One account's failures from one host are that host's, in words too. */
START_TEST(account_and_host)
{
	fill(make_try(ALICE, ATTACKER), 2);
	ck_assert(may(make_try(ALICE, ATTACKER)));
	fill(make_try(ALICE, ATTACKER), 1);
	ck_assert(!may(make_try(ALICE, ATTACKER)));
	ck_assert_str_eq(e.text,
	    "3 failures in 600 s of " ALICE " from " ATTACKER
	    " (again in 200 s)");
	ck_assert(may(make_try(CAROL, ATTACKER)));
	ck_assert(may(make_try(ALICE, "192.0.2.1")));
	ck_assert(may(make_try(ALICE, "")));
	ck_assert(may(make_try(ALICE, NULL)));
	fill(make_try(CAROL, ATTACKER), 3);
	ck_assert(!may(make_try("dave@example.com", ATTACKER)));
	ck_assert_str_eq(e.text,
	    "6 failures in 600 s of all accounts from " ATTACKER
	    " (again in 100 s)");
	ck_assert(may(make_try("dave@example.com", "192.0.2.1")));
}
END_TEST

/* Callers here, and each user that asks about itself. */
START_TEST(local)
{
	struct guard_try screen = make_try(ALICE, "");

	fill(make_try(ALICE, NULL), 3);
	ck_assert(!may(make_try(ALICE, "")));
	ck_assert_ptr_nonnull(strstr(e.text, " from this machine "));
	ck_assert(may(make_try(ALICE, ATTACKER)));
	ck_assert(may(make_try(CAROL, "")));
	screen.caller = 2000300007;
	ck_assert(may(screen));
	fill(screen, 3);
	ck_assert(!may(screen));
	screen.caller++;
	ck_assert(may(screen));
	/* A host that is called like a number is none of these. */
	ck_assert(may(make_try(ALICE, "0")));
	ck_assert(may(make_try(ALICE, "2000300007")));
	/* There is no host that all of them come from. */
	fill(make_try(CAROL, ""), 3);
	ck_assert(may(make_try("dave@example.com", "")));
}
END_TEST

/* All the world together; callers here have their own share. */
START_TEST(servers)
{
	struct guard_try t;
	char rhost[32];

	for (unsigned i = 0; i < 12; i++) {
		snprintf(rhost, sizeof(rhost), "198.51.100.%u", i);
		ck_assert(may(make_try(ALICE, rhost)));
		fill(make_try(ALICE, rhost), 1);
	}
	t = make_try(CAROL, "192.0.2.1");
	ck_assert(!may(t));
	ck_assert_str_eq(e.text,
	    "12 failures in 600 s at mail.example.com from all remote hosts "
	    "(again in 50 s)");
	t.login = &same_server;
	ck_assert(!may(t));
	t.login = &elsewhere;
	ck_assert(may(t));
	ck_assert(may(make_try(ALICE, "")));
	for (unsigned i = 0; i < 12; i++) {
		snprintf(rhost, sizeof(rhost), "user%u@example.com", i);
		fill(make_try(rhost, ""), 1);
	}
	ck_assert(!may(make_try(ALICE, "")));
	ck_assert_ptr_nonnull(strstr(e.text, "com from this machine "));
}
END_TEST

/* What filled one section's bucket does not fill another's with another rate:
 * neither is wrong about how many failures there were. */
START_TEST(rates)
{
	struct guard_try t = make_try(ALICE, ATTACKER);

	same_server.throttle_account = (struct conf_rate){500, 5};
	same_server.throttle_host = (struct conf_rate){600, 5};
	same_server.throttle_server = (struct conf_rate){900, 5};
	fill(t, 2);
	ck_assert(may(t));
	t.login = &same_server;
	ck_assert(may(t));
	fill(t, 499);
	ck_assert(may(t));
	fill(t, 1);
	ck_assert(!may(t));
	ck_assert_ptr_nonnull(strstr(e.text, "500 failures in 5 s"));
	t.login = &login;
	ck_assert(may(t));
}
END_TEST

/* Only a refusal counts; only the server's counts there. */
START_TEST(every_verdict)
{
	struct guard_try t = make_try(ALICE, ATTACKER);

	for (unsigned v = 0; v < VERDICTS; v++)
		for (unsigned i = 0; v != VERDICT_REFUSED && i < 20; i++)
			guard_note(
			    g, &t, secret("x"), (enum verdict)v, i % 2 == 0, 0);
	ck_assert(may(t));
	ck_assert(!guard_was_refused(g, &t, secret("x"), 0));
	for (unsigned i = 0; i < 12; i++) {
		char rhost[32];

		snprintf(rhost, sizeof(rhost), "198.51.100.%u", i);
		t = make_try(ALICE, rhost);
		guard_note(g, &t, secret("x"), VERDICT_REFUSED, false, 0);
	}
	ck_assert(!guard_was_refused(g, &t, secret("x"), 0));
	ck_assert(may(make_try(CAROL, "192.0.2.1")));
	t = make_try(ALICE, "198.51.100.1");
	guard_note(g, &t, secret("x"), VERDICT_REFUSED, false, 0);
	guard_note(g, &t, secret("x"), VERDICT_REFUSED, false, 0);
	ck_assert(!may(t));
}
END_TEST

START_TEST(success)
{
	struct guard_try t = make_try(ALICE, ATTACKER);

	fill(t, 3);
	fill(make_try(ALICE, "192.0.2.1"), 3);
	guard_note(g, &t, secret("right"), VERDICT_SUCCESS, true, 0);
	ck_assert(may(t));
	ck_assert(!may(make_try(ALICE, "192.0.2.1")));
	/* Who has an account cannot go on guessing for others with it. */
	fill(t, 3);
	guard_note(g, &t, secret("right"), VERDICT_SUCCESS, true, 0);
	ck_assert(!may(make_try(CAROL, ATTACKER)));
	ck_assert(!may(t));
}
END_TEST

START_TEST(refused_password)
{
	struct guard_try t = make_try(ALICE, ATTACKER);

	fill(t, 1);
	ck_assert(guard_was_refused(g, &t, secret("wrong"), 59 * S));
	ck_assert(!guard_was_refused(g, &t, secret("wrong"), 60 * S));
	ck_assert(!guard_was_refused(g, &t, secret("right"), 0));
	ck_assert(!guard_was_refused(g, &t, secret(""), 0));
	/* From wherever, but for this address. */
	t = make_try(ALICE, "");
	ck_assert(guard_was_refused(g, &t, secret("wrong"), 0));
	t = make_try(CAROL, ATTACKER);
	ck_assert(!guard_was_refused(g, &t, secret("wrong"), 0));
	/* What is refused from memory is not remembered for longer. */
	t = make_try(ALICE, "");
	guard_note(g, &t, secret("wrong"), VERDICT_REFUSED, false, 59 * S);
	ck_assert(!guard_was_refused(g, &t, secret("wrong"), 60 * S));
	guard_note(g, &t, secret("right"), VERDICT_SUCCESS, false, 0);
	ck_assert(guard_was_refused(g, &t, secret("wrong"), 0));
	guard_note(g, &t, secret("right"), VERDICT_SUCCESS, true, 0);
	ck_assert(!guard_was_refused(g, &t, secret("wrong"), 0));
}
END_TEST

START_TEST(abandoned)
{
	struct guard_try remote = make_try(ALICE, ATTACKER);
	struct guard_try here = make_try(ALICE, "");

	for (unsigned i = 0; i < 6; i++) {
		ck_assert(may(remote));
		guard_note_abandoned(g, &remote, false, 0);
		guard_note_abandoned(g, &here, false, 0);
	}
	ck_assert(!may(remote));
	ck_assert(!may(make_try(CAROL, ATTACKER)));
	ck_assert(may(here));
	ck_assert(may(make_try(ALICE, "192.0.2.1")));
}
END_TEST

/* Who leaves with the password on its way has tried it. */
START_TEST(abandoned_told)
{
	struct guard_try t = make_try(ALICE, "");
	char rhost[32];

	for (unsigned i = 0; i < 3; i++)
		guard_note_abandoned(g, &t, true, 0);
	ck_assert(!may(t));
	for (unsigned i = 0; i < 12; i++) {
		snprintf(rhost, sizeof(rhost), "198.51.100.%u", i);
		t = make_try(ALICE, rhost);
		ck_assert(may(t));
		guard_note_abandoned(g, &t, true, 0);
	}
	ck_assert(!may(make_try(CAROL, "192.0.2.1")));
	ck_assert(!guard_was_refused(g, &t, secret("wrong"), 0));
}
END_TEST

/* A name of 255 bytes, of which LIMIT_HOST count. */
#define FIFTY "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG FIFTY FIFTY FIFTY FIFTY FIFTY

/* What counts as one host. */
static const struct {
	const char *rhost, *name;
} hosts[] = {
    {"192.0.2.1", "192.0.2.1"},
    {"::ffff:192.0.2.1", "192.0.2.1"},
    {"::FFFF:c000:201", "192.0.2.1"},
    {"64:ff9b::192.0.2.1", "192.0.2.1"},
    {"64:ff9b:1::c000:201", "64:ff9b:1::/64"},
    {"2001:db8::1", "2001:db8::/64"},
    {"2001:DB8:0:0:ffff::1", "2001:db8::/64"},
    {"2001:db8:0:1::1%eth0", "2001:db8:0:1::/64"},
    {"fe80::1%eth0", "fe80::1"},
    {"fe80::2%eth0", "fe80::2"},
    {"::1", "::/64"},
    {"Mail.Example.COM.", "mail.example.com"},
    {".", "."},
    {"192.0.2.1.", "192.0.2.1"},
    {"192.0.2.300", "192.0.2.300"},
    {":0", ":0"},
    {"a\nb %s \377", "a\nb %s \377"},
    {LONG "bcd", LONG "bcd"},
    {LONG "bcdefgh", LONG "bcd"},
    {LONG LONG, LONG "aaa"},
};

START_TEST(names)
{
	char name[RHOST_SIZE];

	ck_assert(!rhost_canonical(NULL, name));
	ck_assert(!rhost_canonical("", name));
	for (size_t i = 0; i < COUNT(hosts); i++) {
		ck_assert(rhost_canonical(hosts[i].rhost, name));
		ck_assert_str_eq(name, hosts[i].name);
	}
	fill(make_try(ALICE, "2001:db8::1"), 3);
	ck_assert(!may(make_try(ALICE, "2001:db8::ffff:1:2:3")));
	ck_assert(may(make_try(ALICE, "2001:db8:0:1::1")));
}
END_TEST

Suite *
guard_suite(void)
{
	const TTest *const tests[] = {account_and_host, local, servers, rates,
	    every_verdict, success, refused_password, abandoned, abandoned_told,
	    names};
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, set_up, tear_down);
	return suite_of_case("login guard", all, tests, (int)COUNT(tests));
}
