/* SPDX-License-Identifier: ISC */
/* Tests of conf/: what is refused names file, line and key, and the cure. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/suites.h"

#define L "login \"example.com\" {\n"
#define S "server = \"imaps://m.example.com\"\n"
#define R "relay \"r\" {\n"
#define R_ALL                                                             \
	"server = \"submission://m\"\nuser = \"u@x.y\"\npassword-file = " \
	"\"/p\"\n"
#define R_BARE "server = \"submission://m\"\nuser = \"u@x.y\"\n"
#define IN_R4 FILE_NAME ":4: relay \"r\": "
#define IN_R5 FILE_NAME ":5: relay \"r\": "
#define WORDS8 "\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\","
#define R_NAME \
	"server = \"submission://m\"\nuser = \"u\"\npassword-file = \"/p\"\n"
#define IN_L FILE_NAME ":2: login \"example.com\": "
#define IN_L3 FILE_NAME ":3: login \"example.com\": "
#define PIN_BUT_END "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define PIN "\"" PIN_BUT_END "A=\""
#define PINS5 PIN "," PIN "," PIN "," PIN "," PIN
#define IN_R FILE_NAME ":2: relay \"r\": "

static const struct {
	const char *text;
	const char *begins; /* file, line, section, key */
	const char *cure;   /* occurs in the text */
} cases[] = {
    /* unknown names */
    {L "srver = \"imaps://m\"\n}", IN_L "srver: unknown key",
	"known here: provider, server, ca-file, mechanisms, user"},
    {"mail {\n domian = \"x\" }", FILE_NAME ":2: mail: domian: unknown key",
	"known here: domain"},
    {"\nsmtp \"x\" { }", FILE_NAME ":2: smtp: unknown section",
	"known here: login, relay, mail"},
    {"\ndomain = \"x\"", FILE_NAME ":2: domain: a key outside any section",
	"between the braces"},
    /* twice */
    {L S S "}", FILE_NAME ":3: server: given twice, first in line 2",
	"remove one"},
    {L S "}\n" L S "}", FILE_NAME ":4: ", "make one section of both"},
    {L S "}\nlogin \"EXAMPLE.com\" {\n" S "}",
	FILE_NAME ":4: login \"EXAMPLE.com\": ", "make one section of both"},
    {"mail { }\n\nmail { }\n", FILE_NAME ":3: mail: a second mail section",
	"make one of both"},
    /* wrong types and syntax */
    {R "chunking = maybe\n}", IN_R "invalid boolean value for option 'chunki",
	"write on or off"},
    {L "user = { \"a\", \"b\" }\n}", IN_L "unexpected token '{'",
	"only some keys take one"},
    {L "user += \"address\"\n}", IN_L "attempt to append to non-list option 'u",
	"use \"=\""},
    {L "server \"imaps://m\"\n}", IN_L "missing equal sign after option 'ser",
	"key = \"value\""},
    {"login {\n" S "}", FILE_NAME ":1: missing title", "name it"},
    {"login \"a.b\" \"c\" {\n" S "}", FILE_NAME ":1: missing opening brace",
	"one \"{\""},
    {L S, FILE_NAME ":1: a section that begins here has no end", "close it"},
    {L S "}\n}", FILE_NAME ":4: unexpected closing brace", "remove"},
    {"{ }", FILE_NAME ":1: braces without a section's name", "write login"},
    {L "= \"x\"\n}", FILE_NAME ":2: no key before the equal sign",
	"write: key"},
    {L "\"server\" = \"x\"\n}", FILE_NAME ":2: no key before the equal sign",
	"write: key"},
    {L "server = \"imaps://m\n}", FILE_NAME ":2: a string that begins here",
	"close its quotes"},
    {L "server = 'imaps://m\n}", FILE_NAME ":2: a string that begins here",
	"close its quotes"},
    {"mail { }\n/* x\n", FILE_NAME ":2: a comment that begins here", "close"},
    {R "senders = *@example.com\n}", FILE_NAME ":2: a '*' or '+' outside",
	"into quotes"},
    {"# a\001b", FILE_NAME ":1: a control character", "remove"},
    /* the environment */
    {L "server = \"imaps://${HOME}\"\n}", FILE_NAME ":2: ${...}",
	"write the value itself"},
    {L "server = ${HOME}\n}", FILE_NAME ":2: ${...}", "write the value"},
    {L "server = x${HOME}\n}", FILE_NAME ":2: ${...}", "write the value"},
    {L "server = '${HOME}'\n}", FILE_NAME ":2: ${...}", "write the value"},
    {"login \"${X}\" {\n" S "}", FILE_NAME ":1: ${...}", "write the value"},
    {"${X}", FILE_NAME ":1: ${...}", "write the value"},
    /* servers */
    {L "}", FILE_NAME ":1: login \"example.com\": server is missing",
	"server = \"imaps://"},
    {L "server = {}\n}", FILE_NAME ":1: login \"example.com\": server is miss",
	"server = \"imaps://"},
    {L "server = \"\"\n}", IN_L "server: \"\" is not a server's URL",
	"imaps://host"},
    {L "server = \"mail.example.com\"\n}", IN_L "server: \"mail.example.com\"",
	"imaps://host"},
    {L "server = \"imaps://m\" user = \"x\"\n}", IN_L "user: \"x\"",
	"\"address\""},
    {L "server = {\"imaps://m\",\n\"http://m\"}\n}",
	IN_L "server: \"http://m\"",
	"imaps://host, imap://host, pop3s://host or"},
    {L "server = \"submission://m\"\n}", IN_L "server: \"submission://m\" does",
	"imaps://host, imap://host, pop3s://host or"},
    {L "server = {\"imap://1\",\"imap://2\",\"imap://3\",\"imap://4\","
       "\"imap://5\",\"imap://6\",\"imap://7\",\"imap://8\",\"imap://9\"}\n}",
	IN_L "server: more than 8", "keep fewer"},
    {R "server = \"imaps://m\"\nuser = \"u\"\npassword-file = \"/p\"\n}",
	IN_R "server: \"imaps://m\" does not fit", "submissions://host"},
    {R "user = \"u\"\n}", FILE_NAME ":1: relay \"r\": server is missing",
	"submissions://"},
    /* values */
    {R "server = \"smtp://m\"\npassword-file = \"/p\"\n}",
	FILE_NAME ":1: relay \"r\": user is missing", "user = "},
    {R "server = \"smtp://m\"\nuser = \"\"\n}",
	FILE_NAME ":1: relay \"r\": user is missing", "user = "},
    {R "server = \"smtp://m\"\nuser = \"u\\n\"\n}",
	FILE_NAME ":3: relay \"r\": user: not a user name", "no control"},
    {R "server = \"smtp://m\"\nuser = \"u\"\n}",
	FILE_NAME ":1: relay \"r\": password-file is missing",
	"password-file = \""},
    {R R_ALL "ca-file = \"ca.pem\"\n}",
	FILE_NAME ":5: relay \"r\": ca-file: ", "begin it with \"/\""},
    {L S "mechanisms = \"PLAIN CRAM-MD5\"\n}",
	FILE_NAME ":3: login \"example.com\": mechanisms: \"CRAM-MD5\" is not",
	"known: SCRAM-SHA-256-PLUS"},
    {L S "mechanisms = \"\"\n}",
	FILE_NAME ":3: login \"example.com\": mechanisms: name at least one",
	"known: SCRAM-SHA-256-PLUS"},
    {L S "mechanisms = {}\n}", IN_L3 "mechanisms: name at least one",
	"known: SCRAM-SHA-256-PLUS"},
    /* pins */
    {L S "pin = \"sha256//AAAA\"\n}", IN_L3 "pin: \"sha256//AAAA\"",
	"44 characters of base64"},
    {L S "pin = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"\n}",
	IN_L3 "pin: \"AAAAAA", "write \"sha256//\""},
    {L S "pin = \"sha1//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"\n}",
	IN_L3 "pin: \"sha1//", "write \"sha256//\""},
    {L S "pin = \"" PIN_BUT_END "B=\"\n}", IN_L3 "pin: \"sha256//", "base64"},
    {L S "pin = \"" PIN_BUT_END "A\"\n}", IN_L3 "pin: \"sha256//", "base64"},
    {L S "pin = \"" PIN_BUT_END "A==\"\n}", IN_L3 "pin: \"sha256//", "base64"},
    {L S "pin = \"" PIN_BUT_END "A= \"\n}", IN_L3 "pin: \"sha256//", "base64"},
    {L S "pin = \"" PIN_BUT_END "-=\"\n}", IN_L3 "pin: \"sha256//", "base64"},
    {L S "pin = \"\"\n}", IN_L3 "pin: \"\" is not", "base64"},
    {L S "pin = {}\n}", IN_L3 "pin: name one key", "remove it"},
    {L S "pin = {" PINS5 "," PINS5 "}\n}", IN_L3 "pin: name one key to 9",
	"remove"},
    /* times and rates */
    {L S "offline = \"7\"\n}",
	IN_L3 "offline: \"7\" is not a time from 1m to "
	      "365d",
	"s, m, h or d"},
    {L S "offline = 59s\n}", IN_L3 "offline: \"59s\" is not a time", "from 1m"},
    {L S "offline = 366d\n}", IN_L3 "offline: \"366d\" is not a time",
	"to 365d"},
    {L S "offline = \"on\"\n}", IN_L3 "offline: \"on\" is not a time",
	"or off"},
    {L S "throttle-account = \"5\"\n}",
	IN_L3 "throttle-account: \"5\" is not a number in a time", "5/10m"},
    {L S "throttle-host = \"0/1m\"\n}", IN_L3 "throttle-host: \"0/1m\"",
	"100/hour"},
    {L S "throttle-server = \"9/2d\"\n}", IN_L3 "throttle-server: \"9/2d\"",
	"at most 1d"},
    {L S "preconnect = 2\n}", IN_L3 "invalid boolean value for option 'preconn",
	"write on or off"},
    {R R_ALL "senders = { \"a@b\", \"root\" }\n}",
	FILE_NAME ":5: relay \"r\": senders: \"root\" is neither",
	"each in quotes"},
    /* where a secret comes from */
    {R R_ALL "password-credential = \"p\"\n}",
	IN_R5 "password-credential: password-file is given too, in line 4",
	"keep one"},
    {R R_ALL "password-command = \"/p\"\n}",
	IN_R5 "password-command: password-file is given too, in line 4",
	"keep one"},
    {R R_BARE "password-command = \"/p\"\ntoken-command = \"/t\"\n}",
	IN_R5 "token-command: password-command is given too, in line 4",
	"keep one"},
    {R R_BARE "password-credential = \"\"\n}",
	IN_R4 "password-credential: \"\" is not a credential's name",
	"LoadCredential="},
    {R R_BARE "password-credential = \"../x\"\n}",
	IN_R4 "password-credential: \"../x\" is not", "LoadCredential="},
    {R R_BARE "password-credential = \"a/b\"\n}",
	IN_R4 "password-credential: \"a/b\" is not", "LoadCredential="},
    {R R_BARE "password-command = {}\n}",
	IN_R4 "password-command: the first word is not an absolute path",
	"no shell"},
    {R R_BARE "password-command = \"pass show relay\"\n}",
	IN_R4 "password-command: the first word is not an absolute path",
	"no shell"},
    {R R_BARE "token-command = { \"t\", \"/x\" }\n}",
	IN_R4 "token-command: the first word is not an absolute path",
	"no shell"},
    {R R_BARE "token-command = { \"/t\", \"a\\nb\" }\n}",
	IN_R4 "token-command: not a usable word", "no control"},
    {R R_BARE "token-command = { \"/t\", " WORDS8 WORDS8 WORDS8 WORDS8
	      "\"a\" }\n}",
	IN_R4 "token-command: more than 32 words", "a script"},
    /* mechanisms fit the secret */
    {R R_ALL "mechanisms = \"XOAUTH2\"\n}",
	IN_R5 "mechanisms: \"XOAUTH2\" is not a known mechanism",
	"known: SCRAM-SHA-256-PLUS"},
    {R R_BARE "token-command = \"/t\"\nmechanisms = \"PLAIN\"\n}",
	IN_R5 "mechanisms: \"PLAIN\" is not a known mechanism for tokens",
	"known: OAUTHBEARER, XOAUTH2"},
    {L S "mechanisms = \"OAUTHBEARER\"\n}",
	IN_L3 "mechanisms: \"OAUTHBEARER\" is not a known mechanism",
	"known: SCRAM-SHA-256-PLUS"},
    /* names and addresses of this host */
    {R R_ALL "helo = \"\"\n}", IN_R5 "helo: \"\" is not a host's name",
	"[192.0.2.1]"},
    {R R_ALL "helo = \"a b\"\n}", IN_R5 "helo: \"a b\" is not", "web1"},
    {R R_ALL "helo = \"a:25\"\n}", IN_R5 "helo: \"a:25\" is not", "web1"},
    {R R_ALL "helo = \"192.0.2.1\"\n}", IN_R5 "helo: \"192.0.2.1\" is not",
	"[192.0.2.1]"},
    {R R_ALL "helo = \"[2001:db8::1]\"\n}", IN_R5 "helo: \"[2001:db8::1]\"",
	"[IPv6:2001:db8::1]"},
    {R R_ALL "helo = \"[IPv6:192.0.2.1]\"\n}", IN_R5 "helo: \"[IPv6:192.",
	"[192.0.2.1]"},
    {R R_ALL "helo = \"[]\"\n}", IN_R5 "helo: \"[]\"", "[192.0.2.1]"},
    {R R_ALL "source-address = \"eth0\"\n}",
	IN_R5 "source-address: \"eth0\" is not an IP address", "192.0.2.1"},
    {R R_ALL "source-address = \"192.0.2.256\"\n}",
	IN_R5 "source-address: \"192.0.2.256\" is not", "192.0.2.1"},
    {R R_ALL "address-family = \"inet\"\n}", IN_R5 "address-family: \"inet\"",
	"\"ipv4\""},
    {R R_ALL "address-family = ipv4\nsource-address = \"2001:db8::1\"\n}",
	FILE_NAME ":6: relay \"r\": source-address: \"2001:db8::1\" is no",
	"remove one"},
    {R "server = \"smtp://192.0.2.1\"\nuser = \"u@x.y\"\n"
       "password-file = \"/p\"\naddress-family = ipv6\n}",
	IN_R "server: \"192.0.2.1\" cannot be reached", "of that family"},
    {R R_ALL "rate = \"100\"\n}", IN_R5 "rate: \"100\" is not a number in",
	"100/hour"},
    {R R_ALL "rate = \"9/2d\"\n}", IN_R5 "rate: \"9/2d\" is not", "at most 1d"},
    {R R_ALL "pin = \"sha256//AAAA\"\n}", IN_R5 "pin: \"sha256//AAAA\"",
	"44 characters of base64"},
    {R R_NAME "}", FILE_NAME ":3: relay \"r\": user: \"u\" is not an address",
	"in senders"},
    {R R_NAME "senders = \"*\"\n}",
	FILE_NAME ":3: relay \"r\": user: \"u\" is not an address",
	"in senders"},
    {"relay \"\" {\n" R_ALL "}", FILE_NAME ":1: relay \"\": not a usable name",
	"ASCII"},
    {"login \"example\" {\n" S "}",
	FILE_NAME ":1: login \"example\": ", "a name like example.com"},
    {"login \"10.0.0.1\" {\n" S "}",
	FILE_NAME ":1: login \"10.0.0.1\": ", "a name like example.com"},
    {"login \"a.b:1\" {\n" S "}",
	FILE_NAME ":1: login \"a.b:1\": ", "a name like example.com"},
    {"mail {\n domain = \"-x.de\" }", FILE_NAME ":2: mail: domain: \"-x.de\"",
	"a name like example.com"},
    {"mail {\n domain = \"\xc3\x28.de\" }", FILE_NAME ":2: mail: domain: \"",
	"name"},
};

START_TEST(names_file_line_and_key)
{
	struct conf *c;
	struct error e;

	ck_assert_int_eq(file_load(cases[_i].text, &c, &e), ERROR_SETTINGS);
	ck_assert_ptr_null(c);
	ck_assert_msg(view_starts(view_of(e.text), cases[_i].begins),
	    "\"%s\" does not begin \"%s\"", e.text, cases[_i].begins);
	ck_assert_msg(strstr(e.text, cases[_i].cure) != NULL,
	    "\"%s\" does not say \"%s\"", e.text, cases[_i].cure);
}
END_TEST

/* A file cut anywhere is refused or whole, and never crashes. */
START_TEST(survives_every_cut)
{
	static const char text[] = "login \"a.b\" { server = { \"imaps://m\", "
				   "'imap://n' } /* c */ # d\n}\nmail { }\n";
	char cut[sizeof(text)];
	struct conf *c;
	struct error e;

	for (size_t n = 0; n < sizeof(text); n++) {
		memcpy(cut, text, n);
		cut[n] = '\0';
		if (file_load(cut, &c, &e) == ERROR_NONE)
			conf_free(&c);
		else
			ck_assert_msg(
			    view_starts(view_of(e.text), FILE_NAME ":"), "%s",
			    e.text);
	}
}
END_TEST

/* libconfuse would print its messages. */
START_TEST(prints_nothing)
{
	char name[] = "/tmp/test-conf-XXXXXX";
	int fd = mkstemp(name), saved = dup(2);
	struct conf *c;
	struct error e;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, 2), 2);
	for (size_t i = 0; i < COUNT(cases); i++)
		file_load(cases[i].text, &c, &e);
	ck_assert_int_eq(dup2(saved, 2), 2);
	ck_assert_int_eq(lseek(fd, 0, SEEK_END), 0);
	unlink(name);
	close(fd);
	close(saved);
}
END_TEST

Suite *
refused_suite(void)
{
	Suite *suite = suite_create("conf refused");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, names_file_line_and_key, 0, (int)COUNT(cases));
	tcase_add_test(all, survives_every_cut);
	tcase_add_test(all, prints_nothing);
	suite_add_tcase(suite, all);
	return suite;
}
