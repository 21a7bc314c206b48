/* SPDX-License-Identifier: ISC */
/*
 * Prints what the manual has to say, from the tables that the programs go by:
 * settings with their defaults, the postern tool's commands, sendmail's
 * options.  Further arguments are words that may be options of the tool.  It is
 * linked with the tool's main() under another name, and takes the place of
 * command_run().
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/command.h"
#include "conf/conf.h"
#include "conf/grammar.h"
#include "sendmail-shim/sendmail/option_table.h"

#undef main
int postern_main(int argc, char **argv);

static const char settings[] =
    "login \"a.example\" { server = \"imaps://a.example\" }\n"
    "relay \"b\" { server = \"submission://b.example\"\n"
    "user = \"b@b.example\"\n password-file = \"/b\" }\n"
    "mail { }\n";

/* In the place of that of admin/command.c: prints the table, and those of the
 * commands that have commands. */
int
command_run(const struct command *table, const char *prefix,
    const struct command_line *line)
{
	for (const struct command *c = table; c->name != NULL; c++) {
		printf("command\t%s %s\t%s\t%u\n", prefix, c->name, c->operands,
		    c->options);
		if (strncmp(c->operands, "COMMAND", 7) == 0)
			c->run(line);
	}
	return 0;
}

static void
print_word(char *word)
{
	struct command_line line;

	if (command_parse(1, &word, &line) && line.options != 0)
		printf("word\t%s\t%u\n", word, line.options);
}

static const char *const section_names[][4] = {
    [GRAMMAR_SETTINGS] = {"login", "relay", "mail", NULL},
    [GRAMMAR_PROVIDER] = {"provider", "login", "relay", NULL},
};

static void
print_keys(cfg_t *cfg, enum grammar_kind kind, const char *file)
{
	for (const char *const *name = section_names[kind]; *name; name++) {
		const cfg_t *section = cfg_getsec(cfg, *name);

		for (const cfg_opt_t *o = section->opts; o->name != NULL; o++)
			printf("key\t%s\t%s\t%s\n", file, *name, o->name);
	}
}

static bool
print_grammar(const char *text, enum grammar_kind kind, const char *file)
{
	cfg_t *cfg;

	if (grammar_parse(file, text, kind, &cfg, NULL) != ERROR_NONE)
		return false;
	print_keys(cfg, kind, file);
	cfg_free(cfg);
	return true;
}

static void
print_rate(const char *key, struct conf_rate r)
{
	printf("default\tlogin\t%s\t%u/%us\n", key, r.count, r.seconds);
}

static void
print_number(const char *key, const char *unit, uint64_t n)
{
	printf("default\tmail\t%s\t%" PRIu64 "%s\n", key, n, unit);
}

static void
print_defaults(const struct conf *c)
{
	const struct conf_login *l = &c->logins[0];
	const struct conf_relay *r = &c->relays[0];
	const struct conf_mail *m = &c->mail;
	static const char *const families[] = {"any", "ipv4", "ipv6"};

	printf("default\tlogin\tuser\t%s\n", l->user);
	printf(
	    "default\tlogin\tpreconnect\t%s\n", l->preconnect ? "yes" : "no");
	printf("default\tlogin\toffline\t%s\n", l->offline ? "on" : "off");
	print_rate("throttle-account", l->throttle_account);
	print_rate("throttle-host", l->throttle_host);
	print_rate("throttle-server", l->throttle_server);
	printf("default\trelay\tchunking\t%s\n", r->chunking ? "on" : "off");
	printf("default\trelay\taddress-family\t%s\n", families[r->family]);
	print_number("message-size-limit", "B", m->message_size_limit);
	print_number("free-space", "B", m->free_space);
	print_number("user-bytes", "B", m->user_bytes);
	print_number("user-messages", "", m->user_messages);
	print_number("delay-warning", "s", m->delay_warning);
	print_number("failed-lifetime", "s", m->failed_lifetime);
}

/* Whether the file holds settings that can be used; *out is to be freed. */
static bool
load(const char *path, struct conf **out)
{
	struct error e;

	if (conf_load(path, false, out, &e) == ERROR_NONE)
		return true;
	fprintf(stderr, "%s\n", e.text);
	return false;
}

static bool
write_settings(const char *path)
{
	FILE *f = fopen(path, "we");
	bool written = f != NULL && fputs(settings, f) >= 0;

	return f != NULL && fclose(f) == 0 && written;
}

static int
print_settings(const char *path)
{
	static const char provider[] = "provider \"A\" { }\n"
				       "login { }\nrelay { }\n";
	struct conf *c = NULL;

	if (!write_settings(path) || !load(path, &c))
		return 1;
	print_defaults(c);
	conf_free(&c);
	return print_grammar(settings, GRAMMAR_SETTINGS, "postern.conf") &&
		print_grammar(provider, GRAMMAR_PROVIDER, "provider")
	    ? 0
	    : 1;
}

static void
print_mode(const struct option_rule *rule, char letter)
{
	const char value[2] = {letter, '\0'};
	struct options o = {.mode = OPTIONS_SEND};
	struct error e;

	if (rule->fn(&o, value, &e) == ERROR_NONE)
		printf("mode\t%c\ttaken\n", letter);
	else if (strstr(e.text, "unknown mode") == NULL)
		printf("mode\t%c\trefused\n", letter);
}

static void
print_options(void)
{
	for (size_t i = 0; i < OPTION_TABLE_SIZE; i++) {
		const struct option_rule *rule = &option_table[i];

		printf("option\t%c\t%s\t%s\n", rule->letter,
		    rule->takes == OPTION_NOTHING ? "nothing" : "value",
		    rule->fn != NULL ? "used" : "ignored");
		for (char c = 'A'; rule->letter == 'b' && c <= 'z'; c++)
			print_mode(rule, c);
	}
}

/* Whether a file of settings can be used. */
static int
try(const char *path)
{
	struct conf *c = NULL;
	bool good = load(path, &c);

	conf_free(&c);
	return good ? 0 : 1;
}

/* facts SETTINGS tries them; facts - FILE WORD... prints, and may write FILE.
 */
int
main(int argc, char **argv)
{
	static char name[] = "postern", any[] = "any";
	char *line[] = {name, any, NULL};

	if (argc < 3)
		return argc == 2 ? try(argv[1]) : 1;
	for (int i = 3; i < argc; i++)
		print_word(argv[i]);
	postern_main(2, line);
	print_options();
	return print_settings(argv[2]);
}
