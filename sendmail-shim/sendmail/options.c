/* SPDX-License-Identifier: ISC */
/* sendmail's command line, parsed with getopt() from the table of options. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "sendmail-shim/sendmail/option_table.h"

/* The table as getopt() wants it, with ':' for errors first. */
static void
make_optstring(char dst[3 * OPTION_TABLE_SIZE + 2])
{
	*dst++ = ':';
	for (size_t i = 0; i < OPTION_TABLE_SIZE; i++) {
		*dst++ = option_table[i].letter;
		if (option_table[i].takes >= OPTION_VALUE)
			*dst++ = ':';
		if (option_table[i].takes >= OPTION_ATTACHED)
			*dst++ = ':';
	}
	*dst = '\0';
}

static const struct option_rule *
find_rule(int letter)
{
	for (size_t i = 0; i < OPTION_TABLE_SIZE; i++)
		if (option_table[i].letter == letter)
			return &option_table[i];
	return NULL;
}

/* What getopt() is at. */
struct line {
	int argc;
	char **argv;
	char joined[LIMIT_ADDRESS + 8]; /* a letter and the next word */
};

/* The value of the option that getopt() has found. */
static const char *
find_value(struct line *l, const struct option_rule *rule)
{
	if (rule->takes != OPTION_CHOICE || optarg == NULL ||
	    optind >= l->argc ||
	    (strcmp(optarg, "I") != 0 && strcmp(optarg, "R") != 0 &&
		strcmp(optarg, "S") != 0))
		return optarg;
	snprintf(
	    l->joined, sizeof(l->joined), "%c%s", optarg[0], l->argv[optind++]);
	return l->joined;
}

/* getopt() takes what begins with two dashes for letters, too; whoever wrote it
 * meant a word. */
static enum error_code
refuse_unknown(const struct line *l, struct error *e)
{
	const char *word = optind < l->argc ? l->argv[optind] : "";
	bool is_word = optopt == '-' && strncmp(word, "--", 2) == 0;
	char letter[] = {'-', (char)optopt, '\0'};
	char shown[LIMIT_LABEL + 1];

	return error_set(e, ERROR_REFUSED,
	    "%s: unknown option (see sendmail(8))",
	    escape_copy(
		view_of(is_word ? word : letter), shown, sizeof(shown)));
}

static enum error_code
take_option(struct line *l, int letter, struct options *o, struct error *e)
{
	const struct option_rule *rule = find_rule(letter);

	if (letter == ':')
		return error_set(
		    e, ERROR_REFUSED, "-%c: a value is missing", optopt);
	if (rule == NULL)
		return refuse_unknown(l, e);
	if (rule->fn == NULL)
		return ERROR_NONE;
	return rule->fn(o, find_value(l, rule), e);
}

/* Other names of the program; where it is one of several that may be the
 * host's sendmail, they end in a dot and a word. */
static const struct {
	const char *name;
	enum options_mode mode;
} programs[] = {
    {"sendmail", OPTIONS_SEND},
    {"mailq", OPTIONS_QUEUE},
    {"newaliases", OPTIONS_ALIASES},
};

#define N_PROGRAMS (sizeof(programs) / sizeof(programs[0]))

static size_t
find_program(const char *argv0)
{
	const char *slash = argv0 != NULL ? strrchr(argv0, '/') : NULL;
	const char *name = slash != NULL ? slash + 1 : argv0;
	size_t len = name != NULL ? strcspn(name, ".") : 0;

	for (size_t i = 0; i < N_PROGRAMS; i++)
		if (len == strlen(programs[i].name) &&
		    strncmp(name, programs[i].name, len) == 0)
			return i;
	return 0;
}

const char *
options_program(const char *argv0)
{
	return programs[find_program(argv0)].name;
}

enum error_code
options_parse(int argc, char **argv, struct options *out, struct error *e)
{
	char optstring[3 * OPTION_TABLE_SIZE + 2];
	struct line line = {argc, argv, ""};
	enum error_code code = ERROR_NONE;
	int letter;

	memset(out, 0, sizeof(*out));
	out->mode = argc > 0 ? programs[find_program(argv[0])].mode : 0;
	make_optstring(optstring);
	opterr = 0;
	optind = 0;
	while (code == ERROR_NONE && argc > 0 &&
	    (letter = getopt(argc, argv, optstring)) != -1)
		code = take_option(&line, letter, out, e);
	if (argc > 0) {
		out->operands = argv + optind;
		out->n_operands = argc - optind;
	}
	return code;
}
