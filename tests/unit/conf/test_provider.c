/* SPDX-License-Identifier: ISC */
/* Tests of conf/: sections that name a provider, and the provider's file. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "conf/provider.h"
#include "conf/suites.h"

#define FILE_P "providers.d/post.conf"
#define HEAD "provider \"The Post\" {\nsource = \"https://post.example/help\"\n"
#define LOGIN                                               \
	"login {\nserver = { \"imaps://in.post.example\", " \
	"\"pop3s://in.post.example\" }\n"
#define RELAY "relay {\nserver = \"submissions://out.post.example\"\n"
#define WHOLE HEAD "}\n" LOGIN "}\n" RELAY "}\n"
#define BY_POST "login \"example.com\" {\nprovider = \"post\"\n"
#define RELAY_KEYS "user = \"u@example.com\"\npassword-file = \"/p\"\n"
#define RELAY_BY_POST "relay \"r\" {\nprovider = \"post\"\n" RELAY_KEYS

/* Loads settings beside which provider is what FILE_P holds. */
static enum error_code
try_load(const char *provider, const char *settings, struct conf **out,
    struct error *e)
{
	enum error_code code;

	scratch_enter();
	ck_assert_int_eq(mkdir("providers.d", 0755), 0);
	scratch_put(FILE_P, provider);
	scratch_put(FILE_NAME, settings);
	error_clear(e);
	code = conf_load(FILE_NAME, false, out, e);
	scratch_leave();
	return code;
}

static struct conf *
load(const char *provider, const char *settings)
{
	struct conf *c = NULL;
	struct error e;

	ck_assert_msg(
	    try_load(provider, settings, &c, &e) == ERROR_NONE, "%s", e.text);
	return c;
}

START_TEST(gives_servers_to_both_sections)
{
	struct conf *c = load(WHOLE, BY_POST "}\n" RELAY_BY_POST "}\n");
	const struct conf_login *l = &c->logins[0];
	const struct conf_relay *r = &c->relays[0];

	ck_assert_uint_eq(l->servers.n, 2);
	ck_assert_str_eq(l->servers.list[0].host, "in.post.example");
	ck_assert_int_eq(l->servers.list[1].protocol, ENDPOINT_POP3);
	ck_assert_str_eq(l->user, "address");
	ck_assert_str_eq(l->provider->title, "The Post");
	ck_assert_str_eq(l->provider->name, "post");
	ck_assert_uint_eq(l->lines.server, 2);
	ck_assert_uint_eq(r->servers.n, 1);
	ck_assert_uint_eq(r->servers.list[0].port, 465);
	ck_assert_ptr_null(r->senders[0]);
	ck_assert_uint_eq(r->lines.server, 5);
	conf_free(&c);
}
END_TEST

/* What stands in the section wins. */
START_TEST(yields_to_keys_of_the_section)
{
	struct conf *c = load(HEAD "}\n" LOGIN "user = \"local\"\n}\n" RELAY
				   "senders = \"domain\"\n}\n",
	    BY_POST "server = \"imaps://mine.example\"\nuser = "
		    "\"address\"\n}\n" RELAY_BY_POST
		    "senders = \"u@example.com\"\n"
		    "server = \"smtp://mine.example\"\n}\n");

	ck_assert_uint_eq(c->logins[0].servers.n, 1);
	ck_assert_str_eq(c->logins[0].servers.list[0].host, "mine.example");
	ck_assert_str_eq(c->logins[0].user, "address");
	ck_assert_uint_eq(c->logins[0].lines.server, 3);
	ck_assert_uint_eq(c->relays[0].servers.list[0].port, 25);
	ck_assert_str_eq(c->relays[0].senders[0], "u@example.com");
	ck_assert_ptr_null(c->relays[0].senders[1]);
	conf_free(&c);
}
END_TEST

START_TEST(says_how_users_are_called)
{
	struct conf *c = load(HEAD "public = \"example.com\"\n}\n" LOGIN
				   "user = \"local\"\n}\n",
	    BY_POST "}\n");

	ck_assert_str_eq(c->logins[0].user, "local");
	conf_free(&c);
}
END_TEST

#define ANY_SENDER RELAY "senders = \"domain\"\n}\n"

/* The account's whole domain, unless that is everybody's. */
START_TEST(lets_a_domain_send)
{
	struct conf *c = load(HEAD "}\n" ANY_SENDER, RELAY_BY_POST "}\n");

	ck_assert_str_eq(c->relays[0].senders[0], "*@example.com");
	ck_assert_ptr_null(c->relays[0].senders[1]);
	conf_free(&c);
	c = load(HEAD "public = \"Example.COM\"\n}\n" ANY_SENDER,
	    RELAY_BY_POST "}\n");
	ck_assert_ptr_null(c->relays[0].senders[0]);
	conf_free(&c);
}
END_TEST

#define TOKENS HEAD "password = \"token\"\nhint = \"register\"\n}\n" RELAY "}\n"

START_TEST(takes_tokens)
{
	struct conf *c = load(TOKENS,
	    "relay \"r\" {\nprovider = \"post\"\nuser = \"u@x.y\"\n"
	    "token-command = \"/bin/t\"\n}\n");

	ck_assert_int_eq(
	    c->relays[0].provider->password, PROVIDER_PASSWORD_TOKEN);
	conf_free(&c);
}
END_TEST

/* A name in another place too: the administrator's file is read. */
START_TEST(prefers_the_own_file)
{
	struct provider_places places = {.own = "mine", .shipped = "theirs"};
	struct provider *p;
	struct error e;

	scratch_enter();
	ck_assert_int_eq(mkdir("mine", 0755), 0);
	ck_assert_int_eq(mkdir("theirs", 0755), 0);
	scratch_put("theirs/post.conf", WHOLE);
	ck_assert_int_eq(provider_load(&places, "post", &p, &e), ERROR_NONE);
	ck_assert_str_eq(p->path, "theirs/post.conf");
	provider_free(&p);
	scratch_put("mine/post.conf", "provider \"Mine\" { }");
	ck_assert_int_eq(provider_load(&places, "post", &p, &e), ERROR_NONE);
	ck_assert_str_eq(p->title, "Mine");
	provider_free(&p);
	ck_assert_int_eq(
	    provider_load(&places, "other", &p, &e), ERROR_NOTFOUND);
	ck_assert_ptr_null(p);
	scratch_leave();
}
END_TEST

/* Somebody who can write it could have passwords sent to him. */
START_TEST(wants_a_trusted_file)
{
	struct provider_places places = {
	    .own = ".", .shipped = "/nonexistent", .check_owner = true};
	struct provider *p;
	struct error e;

	scratch_enter();
	scratch_put("post.conf", WHOLE);
	ck_assert_int_eq(chmod("post.conf", 0666), 0);
	error_clear(&e);
	ck_assert_int_eq(
	    provider_load(&places, "post", &p, &e), ERROR_SETTINGS);
	ck_assert_ptr_nonnull(strstr(e.text, "post.conf"));
	scratch_leave();
}
END_TEST

static const struct {
	const char *name;
	bool right;
} names[] = {{"post", true}, {"mailbox.org", true}, {"1-2", true}, {"", false},
    {".", false}, {"..", false}, {".post", false}, {"post.", false},
    {"../post", false}, {"a/b", false}, {"Post", false}, {"p\xc3\xb6st", false},
    {"a b", false}};

START_TEST(knows_names)
{
	ck_assert_msg(
	    provider_check_name(view_of(names[_i].name)) == names[_i].right,
	    "%s", names[_i].name);
}
END_TEST

START_TEST(finds_what_was_meant)
{
	struct provider_places places = {.own = "none", .shipped = "some"};
	char near[64];

	scratch_enter();
	ck_assert_int_eq(mkdir("some", 0755), 0);
	scratch_put("some/gmail.conf", "");
	scratch_put("some/gmx.conf", "");
	scratch_put("some/mailbox.org.conf", "");
	scratch_put("some/README", "");
	provider_nearest(&places, "gmial", near, sizeof(near));
	ck_assert_str_eq(near, "gmail");
	provider_nearest(&places, "gmxx", near, sizeof(near));
	ck_assert_str_eq(near, "gmx");
	provider_nearest(&places, "mailbox", near, sizeof(near));
	ck_assert_str_eq(near, "mailbox.org");
	provider_nearest(&places, "something-else", near, sizeof(near));
	ck_assert_str_eq(near, "");
	scratch_leave();
}
END_TEST

#define IN_L FILE_NAME ":2: login \"example.com\": provider: "
#define IN_R FILE_NAME ":2: relay \"r\": provider: "
#define IN_P FILE_P ":"

/* What is refused, with where it stands and what to do. */
static const struct {
	const char *provider;
	const char *settings;
	const char *begins;
	const char *cure;
} bad[] = {
    {WHOLE, "login \"example.com\" {\nprovider = \"psot\"\n}", IN_L "\"psot\"",
	"is it post? or write server ="},
    {WHOLE, "login \"example.com\" {\nprovider = \"../post\"\n}",
	IN_L "\"../post\": there is no file", "write server ="},
    {WHOLE, "login \"example.com\" {\nprovider = \"zzzzzzzz\"\n}",
	IN_L "\"zzzzzzzz\"", "(write server ="},
    {HEAD "}\n" RELAY "}", BY_POST "}",
	IN_L "The Post has no servers that would check", ""},
    {HEAD "hint = \"by its bridge only\"\n}\n" LOGIN "}", RELAY_BY_POST "}",
	IN_R "The Post has no servers that this host's mail",
	"(by its bridge only)"},
    {HEAD "public = \"post.example\"\n}\n" LOGIN "user = \"local\"\n}",
	BY_POST "}", IN_L "The Post knows mailboxes by what stands before",
	"for its own domains"},
    {TOKENS, RELAY_BY_POST "}",
	FILE_NAME ":4: relay \"r\": password-file: The Post takes OAuth",
	"give token-command; register"},
    /* the provider's file */
    {"", BY_POST "}", IN_L FILE_P ": provider: the section is missing",
	"write: provider \"Title\""},
    {"login { }", BY_POST "}", IN_L FILE_P ": provider: the section is", ""},
    {HEAD "}\n" HEAD "}", BY_POST "}", IN_L IN_P "4: ", "make one section"},
    {HEAD "}\n" LOGIN "}\n" LOGIN "}", BY_POST "}",
	IN_L IN_P "7: login: a second section", "keep one"},
    {"provider \"\" { }", BY_POST "}", IN_L IN_P "1: provider \"\": not a line",
	""},
    {"provider \"x\" { titel = 1 }", BY_POST "}",
	IN_L IN_P "1: provider \"x\": titel: unknown key",
	"known here: source, password, hint, public"},
    {HEAD "password = \"app\"\n}", BY_POST "}",
	IN_L IN_P "3: provider \"The Post\": password: \"app\" is not one of",
	"\"two-factor\""},
    {"provider \"x\" { source = \"http://x.y\" }", BY_POST "}",
	IN_L IN_P "1: provider \"x\": source: \"http://x.y\"", "https://"},
    {HEAD "public = \"com\"\n}", BY_POST "}",
	IN_L IN_P "3: provider \"The Post\": public: \"com\" is not a domain",
	"example.com"},
    {HEAD "}\nlogin { }", BY_POST "}", IN_L IN_P "4: login: server is missing",
	"imaps://"},
    {HEAD "}\nlogin { server = \"submissions://x\" }", BY_POST "}",
	IN_L IN_P "4: login: server: ", "does not fit"},
    {HEAD "}\nrelay { server = \"imaps://x\" }", BY_POST "}",
	IN_L IN_P "4: relay: server: ", "does not fit"},
    {HEAD "}\n" LOGIN "user = \"account\"\n}", BY_POST "}",
	IN_L IN_P "6: login: user: \"account\" is not one of", "\"local\""},
    {HEAD "}\n" RELAY "senders = \"*\"\n}", BY_POST "}",
	IN_L IN_P "6: relay: senders: \"*\" is not one of", "\"aliases\""},
    {HEAD "password = \"token\"\n}\n" LOGIN "}", BY_POST "}",
	IN_L IN_P "5: login: people log in with passwords", "remove"},
};

START_TEST(names_place_and_cure)
{
	struct conf *c;
	struct error e;

	ck_assert_int_eq(try_load(bad[_i].provider, bad[_i].settings, &c, &e),
	    ERROR_SETTINGS);
	ck_assert_ptr_null(c);
	ck_assert_msg(view_starts(view_of(e.text), bad[_i].begins),
	    "\"%s\" does not begin \"%s\"", e.text, bad[_i].begins);
	ck_assert_msg(strstr(e.text, bad[_i].cure) != NULL,
	    "\"%s\" does not say \"%s\"", e.text, bad[_i].cure);
}
END_TEST

/* A provider's file cut anywhere is refused or whole. */
START_TEST(survives_every_cut)
{
	static const char text[] = WHOLE;
	char cut[sizeof(text)];
	struct conf *c;
	struct error e;

	for (size_t n = 0; n < sizeof(text); n++) {
		memcpy(cut, text, n);
		cut[n] = '\0';
		if (try_load(cut, BY_POST "}", &c, &e) == ERROR_NONE)
			conf_free(&c);
		else
			ck_assert_msg(
			    view_starts(view_of(e.text), IN_L), "%s", e.text);
	}
}
END_TEST

Suite *
provider_suite(void)
{
	Suite *suite = suite_create("conf provider");
	TCase *all = tcase_create("all");

	tcase_set_timeout(all, SCRATCH_TIMEOUT);
	tcase_add_test(all, gives_servers_to_both_sections);
	tcase_add_test(all, yields_to_keys_of_the_section);
	tcase_add_test(all, says_how_users_are_called);
	tcase_add_test(all, lets_a_domain_send);
	tcase_add_test(all, takes_tokens);
	tcase_add_test(all, prefers_the_own_file);
	tcase_add_test(all, wants_a_trusted_file);
	tcase_add_loop_test(all, knows_names, 0, (int)COUNT(names));
	tcase_add_test(all, finds_what_was_meant);
	tcase_add_loop_test(all, names_place_and_cure, 0, (int)COUNT(bad));
	tcase_add_test(all, survives_every_cut);
	suite_add_tcase(suite, all);
	return suite;
}
