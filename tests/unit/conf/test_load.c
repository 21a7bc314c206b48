/* SPDX-License-Identifier: ISC */
/* Tests of conf/: what good files give. */
#include "config.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/suites.h"

static const char whole[] =
    "# the whole of it\n"
    "login \"Example.com\" {\n"
    "    server = \"imaps://mail.example.com\"   // one\n"
    "}\n"
    "login 'example.org' {\n"
    "    server = { \"imaps://a.example.org\",\n"
    "               \"imap://b.example.org:1143\" }\n"
    "    ca-file = /etc/ssl/own.pem\n"
    "    mechanisms = { \"scram-sha-256\", \"PLAIN\" }\n"
    "    user = \"local\"\n"
    "}\n"
    "/* relays\n"
    "   in order */\n"
    "relay \"infomaniak\" {\n"
    "    server = submission://mail.infomaniak.com\n"
    "    user = \"web1@example.com\" password-file = \"/etc/p/relay\"\n"
    "}\n"
    "relay \"second\" {\n"
    "    server = \"submissions://[2001:db8::1]:4650\"\n"
    "    user = \"u # no comment\"\n"
    "    password-file = \"/etc/p/second\"\n"
    "    ca-file = \"/etc/p/ca.pem\"\n"
    "    mechanisms = \"LOGIN PLAIN\"\n"
    "    senders = { \"a@example.com\", \"*@example.org\", \"*\" }\n"
    "    chunking = off\n"
    "}\n"
    "mail { domain = \"Example.COM\" }\n";

static struct conf *
load(const char *text)
{
	struct conf *c;
	struct error e;

	ck_assert_msg(
	    file_load(text, &c, &e) == ERROR_NONE, "%s: %s", text, e.text);
	return c;
}

START_TEST(takes_logins)
{
	struct conf *c = load(whole);
	const struct conf_login *l = &c->logins[0];

	ck_assert_uint_eq(c->n_logins, 2);
	ck_assert_str_eq(l->domain, "example.com");
	ck_assert_uint_eq(l->servers.n, 1);
	ck_assert_str_eq(l->servers.list[0].host, "mail.example.com");
	ck_assert_ptr_null(l->ca_file);
	ck_assert_ptr_null(l->mechanisms);
	ck_assert_str_eq(l->user, "address");
	l = &c->logins[1];
	ck_assert_uint_eq(l->servers.n, 2);
	ck_assert_uint_eq(l->servers.list[1].port, 1143);
	ck_assert_int_eq(l->servers.list[1].security, ENDPOINT_STARTTLS);
	ck_assert_str_eq(l->ca_file, "/etc/ssl/own.pem");
	ck_assert_str_eq(l->mechanisms, "SCRAM-SHA-256 PLAIN");
	ck_assert_str_eq(l->user, "local");
	conf_free(&c);
	ck_assert_ptr_null(c);
}
END_TEST

/* Both protocols in one list, in its order. */
START_TEST(takes_pop3_beside_imap)
{
	struct conf *c = load("login \"example.com\" {\n"
			      "server = { \"pop3s://a\", \"imaps://b\", "
			      "\"pop3://c\" }\n}\n");
	const struct conf_servers *s = &c->logins[0].servers;

	ck_assert_uint_eq(s->n, 3);
	ck_assert_int_eq(s->list[0].protocol, ENDPOINT_POP3);
	ck_assert_uint_eq(s->list[0].port, 995);
	ck_assert_int_eq(s->list[1].protocol, ENDPOINT_IMAP);
	ck_assert_int_eq(s->list[2].security, ENDPOINT_STARTTLS);
	ck_assert_uint_eq(s->list[2].port, 110);
	conf_free(&c);
}
END_TEST

static void
check_rate(struct conf_rate rate, unsigned count, unsigned seconds)
{
	ck_assert_uint_eq(rate.count, count);
	ck_assert_uint_eq(rate.seconds, seconds);
}

START_TEST(has_defaults_for_logins)
{
	struct conf *c = load(whole);
	const struct conf_login *l = &c->logins[0];

	ck_assert_ptr_null(l->pins);
	ck_assert(l->preconnect);
	ck_assert_uint_eq(l->offline, 0);
	check_rate(l->throttle_account, 5, 600);
	check_rate(l->throttle_host, 20, 600);
	check_rate(l->throttle_server, 200, 600);
	conf_free(&c);
}
END_TEST

#define PIN_A "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define PIN_B "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

START_TEST(takes_all_of_a_login)
{
	struct conf *c = load("login \"example.com\" {\n"
			      "server = \"imaps://a\"\n"
			      "pin = { \"" PIN_A "\", \"" PIN_B "\" }\n"
			      "preconnect = no\noffline = 7d\n"
			      "mechanisms = \"scram-sha-256-plus\"\n"
			      "throttle-account = \"3/1h\"\n"
			      "throttle-host = \"100/hour\"\n"
			      "throttle-server = 1000/day\n}\n"
			      "login \"example.org\" {\n"
			      "server = \"imaps://a\"\noffline = off\n"
			      "pin = \"" PIN_B "\"\npreconnect = yes\n}\n");
	const struct conf_login *l = &c->logins[0];

	ck_assert_str_eq(l->pins, PIN_A " " PIN_B);
	ck_assert_str_eq(l->mechanisms, "SCRAM-SHA-256-PLUS");
	ck_assert(!l->preconnect);
	ck_assert_uint_eq(l->offline, 7 * 86400);
	check_rate(l->throttle_account, 3, 3600);
	check_rate(l->throttle_host, 100, 3600);
	check_rate(l->throttle_server, 1000, 86400);
	l = &c->logins[1];
	ck_assert_str_eq(l->pins, PIN_B);
	ck_assert(l->preconnect);
	ck_assert_uint_eq(l->offline, 0);
	conf_free(&c);
}
END_TEST

START_TEST(takes_relays_and_mail)
{
	struct conf *c = load(whole);
	const struct conf_relay *r = &c->relays[0];

	ck_assert_uint_eq(c->n_relays, 2);
	ck_assert_str_eq(r->name, "infomaniak");
	ck_assert_uint_eq(r->servers.list[0].port, 587);
	ck_assert_str_eq(r->user, "web1@example.com");
	ck_assert_str_eq(r->password_file, "/etc/p/relay");
	ck_assert_ptr_null(r->senders[0]);
	ck_assert(r->chunking);
	r = &c->relays[1];
	ck_assert_str_eq(r->servers.list[0].host, "2001:db8::1");
	ck_assert_str_eq(r->user, "u # no comment");
	ck_assert_str_eq(r->mechanisms, "LOGIN PLAIN");
	ck_assert_str_eq(r->senders[0], "a@example.com");
	ck_assert_str_eq(r->senders[1], "*@example.org");
	ck_assert_str_eq(r->senders[2], "*");
	ck_assert_ptr_null(r->senders[3]);
	ck_assert(!r->chunking);
	ck_assert_str_eq(c->mail.domain, "example.com");
	conf_free(&c);
}
END_TEST

START_TEST(has_defaults_for_relays)
{
	struct conf *c = load(whole);
	const struct conf_relay *r = &c->relays[0];

	ck_assert_ptr_null(r->password_credential);
	ck_assert_ptr_null(r->password_command);
	ck_assert_ptr_null(r->token_command);
	ck_assert_ptr_null(r->pins);
	ck_assert_ptr_null(r->helo);
	ck_assert_ptr_null(r->source_address);
	ck_assert_int_eq(r->family, CONF_FAMILY_ANY);
	check_rate(r->rate, 0, 0);
	conf_free(&c);
}
END_TEST

#define RELAY(name, url) \
	"relay \"" name "\" {\nserver = \"" url "\"\nuser = \"u@x.y\"\n"

/* Each source of a secret by itself, and what goes with it. */
START_TEST(takes_secrets_of_relays)
{
	struct conf *c = load(RELAY(
	    "a", "smtp://m") "password-credential = "
			     "\"relay.password\"\n}\n" RELAY("b",
				 "smtp://m") "password-command = { "
					     "\"/bin/pass\", "
					     "\"show\", \"a b\" }\nmechanisms "
					     "= \"PLAIN\"\n}\n" RELAY("c",
						 "smtp://m") "token-command = "
							     "\"/bin/token\"\n"
							     "mechanisms = "
							     "\"xoauth2 "
							     "oauthbearer\"\n}"
							     "\n");
	const struct conf_relay *r = c->relays;

	ck_assert_str_eq(r[0].password_credential, "relay.password");
	ck_assert_str_eq(conf_secret_key(&r[0]), "password-credential");
	ck_assert_uint_eq(r[0].lines.secret, 4);
	ck_assert_str_eq(r[1].password_command[0], "/bin/pass");
	ck_assert_str_eq(r[1].password_command[2], "a b");
	ck_assert_ptr_null(r[1].password_command[3]);
	ck_assert_str_eq(conf_secret_key(&r[1]), "password-command");
	ck_assert_str_eq(r[2].token_command[0], "/bin/token");
	ck_assert_ptr_null(r[2].token_command[1]);
	ck_assert_str_eq(r[2].mechanisms, "XOAUTH2 OAUTHBEARER");
	ck_assert_str_eq(conf_secret_key(&r[2]), "token-command");
	ck_assert_uint_eq(r[0].servers.list[0].port, 25);
	ck_assert_int_eq(r[0].servers.list[0].security, ENDPOINT_STARTTLS);
	conf_free(&c);
}
END_TEST

START_TEST(takes_ways_of_relays)
{
	struct conf *c = load(RELAY("a",
	    "smtp://m") "password-file = \"/p\"\npin = \"" PIN_A "\"\n"
			"helo = \"Web1\"\nsource-address = \"2001:DB8:0::1\"\n"
			"rate = \"100/hour\"\n}\n" RELAY("b",
			    "smtp://192.0.2.1") "password-file = \"/p\"\n"
						"helo = "
						"\"[192.0.2.7]\"\naddress-"
						"family = \"ipv4\"\n"
						"source-address = "
						"192.0.2.7\n}\n" RELAY("c",
						    "smtp://m") "password-file "
								"= \"/p\"\n"
								"helo = "
								"\"[IPv6:2001:"
								"db8::7]"
								"\"\naddress-"
								"family = "
								"any\n}\n");
	const struct conf_relay *r = c->relays;

	ck_assert_str_eq(r[0].pins, PIN_A);
	ck_assert_str_eq(r[0].helo, "web1");
	ck_assert_str_eq(r[0].source_address, "2001:db8::1");
	ck_assert_int_eq(r[0].family, CONF_FAMILY_IPV6);
	check_rate(r[0].rate, 100, 3600);
	ck_assert_str_eq(r[1].helo, "[192.0.2.7]");
	ck_assert_int_eq(r[1].family, CONF_FAMILY_IPV4);
	ck_assert_str_eq(r[1].source_address, "192.0.2.7");
	ck_assert_str_eq(r[2].helo, "[IPv6:2001:db8::7]");
	ck_assert_int_eq(r[2].family, CONF_FAMILY_ANY);
	conf_free(&c);
}
END_TEST

START_TEST(notes_lines)
{
	struct conf *c = load(whole);

	ck_assert_uint_eq(c->logins[0].lines.section, 2);
	ck_assert_uint_eq(c->logins[0].lines.server, 3);
	ck_assert_uint_eq(c->logins[0].lines.ca_file, 0);
	ck_assert_uint_eq(c->logins[1].lines.section, 5);
	ck_assert_uint_eq(c->logins[1].lines.ca_file, 8);
	ck_assert_uint_eq(c->relays[0].lines.section, 14);
	ck_assert_uint_eq(c->relays[0].lines.secret, 16);
	ck_assert_uint_eq(c->relays[1].lines.ca_file, 22);
	conf_free(&c);
}
END_TEST

START_TEST(finds_a_domain)
{
	struct conf *c = load(whole);

	ck_assert_ptr_eq(
	    conf_find_login(c, view_of("example.com")), &c->logins[0]);
	ck_assert_ptr_eq(
	    conf_find_login(c, view_of("EXAMPLE.org")), &c->logins[1]);
	ck_assert_ptr_null(conf_find_login(c, view_of("example.net")));
	ck_assert_ptr_null(conf_find_login(c, view_of("a.example.com")));
	conf_free(&c);
}
END_TEST

START_TEST(takes_nothing)
{
	static const char *const texts[] = {"", "\n", "# only\n", "# only",
	    "/* only */", "mail { }\n", "// a\r\nmail{}\r\n"};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct conf *c = load(texts[i]);

		ck_assert_uint_eq(c->n_logins + c->n_relays, 0);
		ck_assert_ptr_null(c->mail.domain);
		conf_free(&c);
	}
}
END_TEST

START_TEST(repeats)
{
	struct error e;
	struct conf *c;

	for (int i = 0; i < 3; i++) {
		ck_assert_int_ne(
		    file_load("login \"x.y\" { server = \"", &c, &e),
		    ERROR_NONE);
		c = load(whole);
		ck_assert_uint_eq(c->n_logins, 2);
		conf_free(&c);
	}
}
END_TEST

#ifdef HAVE_LIBIDN2
START_TEST(takes_international_names)
{
	struct conf *c = load("login \"B\xc3\xbc"
			      "cher.example\" { server = "
			      "\"imaps://m\xc3\xa4"
			      "il.example:1993\" }\n");

	ck_assert_str_eq(c->logins[0].domain, "xn--bcher-kva.example");
	ck_assert_str_eq(
	    c->logins[0].servers.list[0].host, "xn--mil-qla.example");
	ck_assert_uint_eq(c->logins[0].servers.list[0].port, 1993);
	conf_free(&c);
}
END_TEST
#endif

START_TEST(leaves_the_locale)
{
	char before[128];
	struct conf *c;

	ck_assert_ptr_nonnull(setlocale(LC_ALL, "C"));
	snprintf(before, sizeof(before), "%s", setlocale(LC_ALL, NULL));
	setenv("LC_ALL", "C.UTF-8", 1);
	c = load(whole);
	ck_assert_str_eq(setlocale(LC_ALL, NULL), before);
	conf_free(&c);
}
END_TEST

START_TEST(says_when_there_is_none)
{
	struct conf *c;
	struct error e;

	error_clear(&e);
	ck_assert_int_eq(
	    conf_load("/nonexistent/x.conf", false, &c, &e), ERROR_NOTFOUND);
	ck_assert_ptr_null(c);
	ck_assert_ptr_nonnull(strstr(e.text, "/nonexistent/x.conf"));
	ck_assert_int_eq(
	    conf_load("/nonexistent/x.conf", true, &c, NULL), ERROR_NOTFOUND);
}
END_TEST

/* Runs as any user: a file of somebody else than root, or one open to all. */
START_TEST(checks_the_owner)
{
	char name[] = "/tmp/test-conf-XXXXXX";
	struct conf *c;
	struct error e;
	int fd = mkstemp(name);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fchmod(fd, 0666), 0);
	error_clear(&e);
	ck_assert_int_eq(conf_load(name, true, &c, &e), ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, name));
	ck_assert_ptr_nonnull(strstr(e.text, "chmod"));
	ck_assert_int_eq(conf_load(name, false, &c, &e), ERROR_NONE);
	conf_free(&c);
	unlink(name);
	close(fd);
}
END_TEST

/* What we ship as an example is right. */
START_TEST(takes_the_example)
{
	const char *top = getenv("top_srcdir");
	char path[4096];
	struct conf *c;
	struct error e;

	snprintf(
	    path, sizeof(path), "%s/etc/postern.conf", top != NULL ? top : ".");
	error_clear(&e);
	ck_assert_msg(
	    conf_load(path, false, &c, &e) == ERROR_NONE, "%s", e.text);
	ck_assert_uint_eq(c->n_logins, 1);
	ck_assert_uint_eq(c->n_relays, 1);
	conf_free(&c);
}
END_TEST

START_TEST(has_defaults)
{
	struct conf *c = conf_default();

	ck_assert_ptr_nonnull(c);
	ck_assert_uint_eq(c->n_logins + c->n_relays, 0);
	ck_assert_ptr_null(conf_find_login(c, view_of("example.com")));
	conf_free(&c);
	conf_free(&c);
}
END_TEST

Suite *
load_suite(void)
{
	const TTest *const tests[] = {takes_logins, takes_pop3_beside_imap,
	    has_defaults_for_logins, takes_all_of_a_login,
	    takes_relays_and_mail, has_defaults_for_relays,
	    takes_secrets_of_relays, takes_ways_of_relays, notes_lines,
	    finds_a_domain, takes_nothing, repeats,
#ifdef HAVE_LIBIDN2
	    takes_international_names,
#endif
	    leaves_the_locale, says_when_there_is_none, checks_the_owner,
	    takes_the_example, has_defaults};

	return SUITE_OF("conf load", tests);
}
