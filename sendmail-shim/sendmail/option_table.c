/* SPDX-License-Identifier: ISC */
/* Every option of sendmail's command line and what it does. */
#include "config.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"
#include "mail/address.h"
#include "queue/message.h"
#include "sendmail-shim/sendmail/option_table.h"

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

/* -o: of all its options only i, with or without a value, and v mean something
 * here. */
static enum error_code
set_option(struct options *o, const char *value, struct error *e)
{
	(void)e;
	if (value[0] == 'i' && strcmp(value, "ifalse") != 0)
		o->ignore_dot = true;
	if (value[0] == 'v')
		o->verbose = true;
	return ERROR_NONE;
}

/* -O: as -o, with names. */
static enum error_code
set_long_option(struct options *o, const char *value, struct error *e)
{
	static const char name[] = "IgnoreDots";

	(void)e;
	if (strncasecmp(value, name, sizeof(name) - 1) == 0 &&
	    strcasecmp(value + sizeof(name) - 1, "=false") != 0)
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

/* The texts that -q takes, each behind its letter. */
static const struct {
	char letter;
	size_t at;
	size_t size;
} choices[] = {
    {'I', offsetof(struct control_query, id),
	sizeof(((struct control_query *)NULL)->id)},
    {'R', offsetof(struct control_query, recipient),
	sizeof(((struct control_query *)NULL)->recipient)},
    {'S', offsetof(struct control_query, sender),
	sizeof(((struct control_query *)NULL)->sender)},
};

/* -q: a text that chooses, or at most an interval and how it is waited for. */
static enum error_code
set_run_queue(struct options *o, const char *value, struct error *e)
{
	o->run_queue = true;
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		char *text = (char *)&o->queue + choices[i].at;

		if (value == NULL || value[0] != choices[i].letter)
			continue;
		if (value[1] != '\0' &&
		    view_copy(view_of(value + 1), text, choices[i].size))
			return ERROR_NONE;
		return wrong(e, ERROR_REFUSED,
		    "-q: no text behind the letter, or a long one", value);
	}
	if (value != NULL && value[strspn(value, "fpilq0123456789smhdw:")])
		return wrong(e, ERROR_REFUSED,
		    "-q: neither a time nor I, R or S and a text", value);
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

static enum error_code
set_notify(struct options *o, const char *value, struct error *e)
{
	unsigned bits;

	if (notify_parse(view_of(value), &bits) &&
	    copy_upper(value, o->notify, sizeof(o->notify)))
		return ERROR_NONE;
	return wrong(e, ERROR_REFUSED,
	    "-N: not never, or a list of success, failure, delay", value);
}

static enum error_code
set_ret(struct options *o, const char *value, struct error *e)
{
	if (copy_upper(value, o->ret, sizeof(o->ret)) &&
	    message_check_ret(view_of(o->ret)))
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

const struct option_rule option_table[OPTION_TABLE_SIZE] = {
    {'A', OPTION_VALUE, NULL},            /* which settings file of sendmail */
    {'B', OPTION_VALUE, NULL},            /* body type: the text itself tells */
    {'C', OPTION_VALUE, set_config},      /* another settings file */
    {'E', OPTION_ATTACHED, NULL},         /* of Sony */
    {'F', OPTION_VALUE, set_full_name},   /* full name */
    {'G', OPTION_NOTHING, NULL},          /* relayed, not submitted */
    {'I', OPTION_NOTHING, set_aliases},   /* as -bi */
    {'J', OPTION_ATTACHED, NULL},         /* of Sony */
    {'L', OPTION_VALUE, NULL},            /* tag for the log */
    {'M', OPTION_VALUE, refuse_queue_id}, /* queue id */
    {'N', OPTION_VALUE, set_notify},      /* when to report */
    {'O', OPTION_VALUE, set_long_option}, /* Option=value */
    {'R', OPTION_VALUE, set_ret},         /* what a report returns */
    {'U', OPTION_NOTHING, NULL},          /* first submission */
    {'V', OPTION_VALUE, set_envid},       /* envelope id */
    {'X', OPTION_VALUE, NULL},            /* traffic log: not opened */
    {'b', OPTION_VALUE, set_mode},        /* mode */
    {'c', OPTION_NOTHING, NULL},          /* no expensive mailers */
    {'d', OPTION_ATTACHED, NULL},         /* debugging */
    {'e', OPTION_VALUE, NULL},            /* where errors go */
    {'f', OPTION_VALUE, set_sender},      /* sender */
    {'h', OPTION_VALUE, NULL},            /* hop count */
    {'i', OPTION_NOTHING, set_ignore_dot},   /* a dot is text */
    {'m', OPTION_NOTHING, NULL},             /* me too */
    {'n', OPTION_NOTHING, NULL},             /* no aliases */
    {'o', OPTION_VALUE, set_option},         /* option and value */
    {'p', OPTION_VALUE, NULL},               /* protocol it came by */
    {'q', OPTION_CHOICE, set_run_queue},     /* run the queue */
    {'r', OPTION_VALUE, set_sender},         /* as -f */
    {'s', OPTION_NOTHING, NULL},             /* keep From lines */
    {'t', OPTION_NOTHING, set_from_headers}, /* recipients from headers */
    {'v', OPTION_NOTHING, set_verbose},      /* verbose */
    {'x', OPTION_NOTHING, NULL},             /* of AIX */
};
