/* SPDX-License-Identifier: ISC */
/* sendmail's command line: a table of options and what each does. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "mail/address.h"
#include "queue/message.h"
#include "sendmail-shim/sendmail/options.h"

typedef enum error_code option_fn(
    struct options *o, const char *value, struct error *e);

static enum error_code
wrong(
    struct error *e, enum error_code code, const char *what, const char *value)
{
	char shown[128];

	return error_set(e, code, "%s: %s", what,
	    escape_copy(view_of(value), shown, sizeof(shown)));
}

/* The modes of -b.  What has no mode would start a daemon or a dialogue that
 * is not here. */
static const struct {
	char letter;
	enum options_mode mode;
	const char *refusal;
} modes[] = {
    {'m', OPTIONS_SEND, NULL},
    {'p', OPTIONS_QUEUE, NULL},
    {'i', OPTIONS_ALIASES, NULL},
    {'v', OPTIONS_VERIFY, NULL},
    {'s', OPTIONS_SMTP, NULL},
    {'d', 0, "no daemon is started this way (see postern-queue(8))"},
    {'D', 0, "no daemon is started this way (see postern-queue(8))"},
    {'l', 0, "no daemon is started this way (see postern-queue(8))"},
    {'a', 0, "ARPANET mode is not supported"},
    {'h', 0, "there is no host status (see mailq(1))"},
    {'H', 0, "there is no host status (see mailq(1))"},
    {'t', 0, "there is no address test mode (see -bv)"},
    {'z', 0, "no configuration is frozen"},
};

static enum error_code
set_mode(struct options *o, const char *value, struct error *e)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (value[0] != modes[i].letter || value[1] != '\0')
			continue;
		if (modes[i].refusal != NULL)
			return error_set(e, ERROR_REFUSED, "-b%c: %s",
			    modes[i].letter, modes[i].refusal);
		o->mode = modes[i].mode;
		return ERROR_NONE;
	}
	return wrong(e, ERROR_REFUSED, "-b: unknown mode", value);
}

static enum error_code
set_aliases(struct options *o, const char *value, struct error *e)
{
	(void)value;
	(void)e;
	o->mode = OPTIONS_ALIASES;
	return ERROR_NONE;
}

static enum error_code
set_config(struct options *o, const char *value, struct error *e)
{
	(void)e;
	o->config = value;
	return ERROR_NONE;
}

static enum error_code
set_full_name(struct options *o, const char *value, struct error *e)
{
	(void)e;
	o->full_name = value;
	return ERROR_NONE;
}

/* Takes the one address of a list. */
static bool
take_sender(void *arg, struct view address, struct view name)
{
	struct options *o = arg;

	(void)name;
	return o->sender[0] == '\0' && message_check_address(address) &&
	    view_copy(address, o->sender, sizeof(o->sender));
}

static enum error_code
set_sender(struct options *o, const char *value, struct error *e)
{
	o->has_sender = true;
	o->sender[0] = '\0';
	if (address_each(view_of(value), take_sender, o))
		return ERROR_NONE;
	return wrong(e, ERROR_INPUT, "-f: not one address", value);
}

static enum error_code
set_ignore_dot(struct options *o, const char *value, struct error *e)
{
	(void)value;
	(void)e;
	o->ignore_dot = true;
	return ERROR_NONE;
}

/* -o: of all its options only "i" and "itrue" mean something here. */
static enum error_code
set_option(struct options *o, const char *value, struct error *e)
{
	(void)e;
	if (value[0] == 'i' && strcmp(value, "ifalse") != 0)
		o->ignore_dot = true;
	return ERROR_NONE;
}

static enum error_code
set_from_headers(struct options *o, const char *value, struct error *e)
{
	(void)value;
	(void)e;
	o->from_headers = true;
	return ERROR_NONE;
}

static enum error_code
set_run_queue(struct options *o, const char *value, struct error *e)
{
	(void)value;
	(void)e;
	o->run_queue = true;
	return ERROR_NONE;
}

static enum error_code
set_verbose(struct options *o, const char *value, struct error *e)
{
	(void)value;
	(void)e;
	o->verbose = true;
	return ERROR_NONE;
}

/* Copies in upper case; false when it does not fit. */
static bool
copy_upper(const char *value, char *dst, size_t size)
{
	if (!view_copy(view_of(value), dst, size))
		return false;
	for (char *p = dst; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return true;
}

/* NEVER, or a list of the others (RFC 3461 4.1). */
static bool
check_notify(struct view list)
{
	static const char *const words[] = {"SUCCESS", "FAILURE", "DELAY"};
	struct view word;

	if (view_eq_str(list, "NEVER"))
		return true;
	while (view_split(&list, ',', &word)) {
		size_t i = 0;

		while (i < 3 && !view_eq_str(word, words[i]))
			i++;
		if (i == 3)
			return false;
	}
	return true;
}

static enum error_code
set_notify(struct options *o, const char *value, struct error *e)
{
	if (copy_upper(value, o->notify, sizeof(o->notify)) &&
	    check_notify(view_of(o->notify)))
		return ERROR_NONE;
	return wrong(e, ERROR_REFUSED,
	    "-N: not never, or a list of success, failure, delay", value);
}

static enum error_code
set_ret(struct options *o, const char *value, struct error *e)
{
	if (copy_upper(value, o->ret, sizeof(o->ret)) &&
	    (strcmp(o->ret, "FULL") == 0 || strcmp(o->ret, "HDRS") == 0))
		return ERROR_NONE;
	return wrong(e, ERROR_REFUSED, "-R: neither full nor hdrs", value);
}

static enum error_code
set_envid(struct options *o, const char *value, struct error *e)
{
	if (!message_check_word(view_of(value)) || strlen(value) > 100)
		return wrong(e, ERROR_REFUSED,
		    "-V: not 1 to 100 printable characters", value);
	o->envid = value;
	return ERROR_NONE;
}

static enum error_code
refuse_queue_id(struct options *o, const char *value, struct error *e)
{
	(void)o;
	(void)value;
	return error_set(e, ERROR_REFUSED,
	    "-M: messages are handled with another program (see \"postern "
	    "queue\")");
}

/* How an option takes a value. */
enum takes { NOTHING, VALUE, ATTACHED };

/* Every option there is; without a function it is accepted and ignored. */
static const struct option_rule {
	char letter;
	enum takes takes;
	option_fn *fn;
} rules[] = {
    {'A', VALUE, NULL},       /* which of sendmail's settings */
    {'B', VALUE, NULL},       /* 7BIT, 8BITMIME: the text itself tells */
    {'C', VALUE, set_config}, /* */
    {'E', ATTACHED, NULL},    /* Sony */
    {'F', VALUE, set_full_name}, {'G', NOTHING, NULL}, /* a gateway's message */
    {'I', NOTHING, set_aliases}, {'J', ATTACHED, NULL}, /* Sony */
    {'L', VALUE, NULL},                                 /* tag for syslog */
    {'M', VALUE, refuse_queue_id}, {'N', VALUE, set_notify},
    {'O', VALUE, NULL},                          /* Option=value */
    {'R', VALUE, set_ret}, {'U', NOTHING, NULL}, /* first submission */
    {'V', VALUE, set_envid},
    {'X', VALUE, NULL}, /* a log of the traffic: no such file is opened */
    {'b', VALUE, set_mode},
    {'c', NOTHING, NULL},  /* do not use expensive mailers */
    {'d', ATTACHED, NULL}, /* debugging */
    {'e', VALUE, NULL},    /* where errors go */
    {'f', VALUE, set_sender}, {'h', VALUE, NULL},         /* hop count */
    {'i', NOTHING, set_ignore_dot}, {'m', NOTHING, NULL}, /* me too */
    {'n', NOTHING, NULL},                                 /* no aliases */
    {'o', VALUE, set_option}, {'p', VALUE, NULL}, /* protocol it came by */
    {'q', ATTACHED, set_run_queue}, {'r', VALUE, set_sender},
    {'s', NOTHING, NULL}, /* keep From lines */
    {'t', NOTHING, set_from_headers}, {'v', NOTHING, set_verbose},
    {'x', NOTHING, NULL}, /* AIX */
};

#define N_RULES (sizeof(rules) / sizeof(rules[0]))

/* The table as getopt() wants it, with ':' for errors first. */
static void
make_optstring(char dst[3 * N_RULES + 2])
{
	*dst++ = ':';
	for (size_t i = 0; i < N_RULES; i++) {
		*dst++ = rules[i].letter;
		for (enum takes n = NOTHING; n < rules[i].takes; n++)
			*dst++ = ':';
	}
	*dst = '\0';
}

static const struct option_rule *
find_rule(int letter)
{
	for (size_t i = 0; i < N_RULES; i++)
		if (rules[i].letter == letter)
			return &rules[i];
	return NULL;
}

static enum error_code
take_option(int letter, struct options *o, struct error *e)
{
	char shown[8];
	char option = (char)optopt;
	const struct option_rule *rule = find_rule(letter);

	if (letter == ':')
		return error_set(
		    e, ERROR_REFUSED, "-%c: a value is missing", optopt);
	if (rule == NULL)
		return error_set(e, ERROR_REFUSED,
		    "-%s: unknown option (see sendmail(8))",
		    escape_copy(view_make(&option, 1), shown, sizeof(shown)));
	return rule->fn != NULL ? rule->fn(o, optarg, e) : ERROR_NONE;
}

/* Other names of the program. */
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

	for (size_t i = 0; name != NULL && i < N_PROGRAMS; i++)
		if (strcmp(name, programs[i].name) == 0)
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
	char optstring[3 * N_RULES + 2];
	enum error_code code = ERROR_NONE;
	int letter;

	memset(out, 0, sizeof(*out));
	out->mode = argc > 0 ? programs[find_program(argv[0])].mode : 0;
	make_optstring(optstring);
	opterr = 0;
	optind = 0;
	while (code == ERROR_NONE && argc > 0 &&
	    (letter = getopt(argc, argv, optstring)) != -1)
		code = take_option(letter, out, e);
	if (argc > 0) {
		out->operands = argv + optind;
		out->n_operands = argc - optind;
	}
	return code;
}
