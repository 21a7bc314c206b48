/* SPDX-License-Identifier: ISC */
/* The tables that libconfuse parses by, and its messages in our words. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "conf/grammar.h"

#define WORDS_MAX 512

static cfg_opt_t login_keys[] = {
    CFG_STR("provider", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("server", NULL, CFGF_NODEFAULT),
    CFG_STR("ca-file", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("mechanisms", NULL, CFGF_NODEFAULT),
    CFG_STR("user", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("pin", NULL, CFGF_NODEFAULT),
    CFG_BOOL("preconnect", cfg_true, CFGF_NONE),
    CFG_STR("offline", NULL, CFGF_NODEFAULT),
    CFG_STR("throttle-account", NULL, CFGF_NODEFAULT),
    CFG_STR("throttle-host", NULL, CFGF_NODEFAULT),
    CFG_STR("throttle-server", NULL, CFGF_NODEFAULT),
    CFG_END(),
};

static cfg_opt_t relay_keys[] = {
    CFG_STR("provider", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("server", NULL, CFGF_NODEFAULT),
    CFG_STR("user", NULL, CFGF_NODEFAULT),
    CFG_STR("password-file", NULL, CFGF_NODEFAULT),
    CFG_STR("password-credential", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("password-command", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("token-command", NULL, CFGF_NODEFAULT),
    CFG_STR("ca-file", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("mechanisms", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("senders", NULL, CFGF_NODEFAULT),
    CFG_BOOL("chunking", cfg_true, CFGF_NONE),
    CFG_STR_LIST("pin", NULL, CFGF_NODEFAULT),
    CFG_STR("helo", NULL, CFGF_NODEFAULT),
    CFG_STR("source-address", NULL, CFGF_NODEFAULT),
    CFG_STR("address-family", NULL, CFGF_NODEFAULT),
    CFG_STR("rate", NULL, CFGF_NODEFAULT),
    CFG_END(),
};

static cfg_opt_t mail_keys[] = {
    CFG_STR("domain", NULL, CFGF_NODEFAULT),
    CFG_STR("message-size-limit", NULL, CFGF_NODEFAULT),
    CFG_STR("free-space", NULL, CFGF_NODEFAULT),
    CFG_STR("user-bytes", NULL, CFGF_NODEFAULT),
    CFG_STR("user-messages", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("submitters", NULL, CFGF_NODEFAULT),
    CFG_STR("delay-warning", NULL, CFGF_NODEFAULT),
    CFG_STR("failed-lifetime", NULL, CFGF_NODEFAULT),
    CFG_END(),
};

#define TITLED (CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES)

static cfg_opt_t settings_sections[] = {
    CFG_SEC("login", login_keys, TITLED),
    CFG_SEC("relay", relay_keys, TITLED),
    CFG_SEC("mail", mail_keys, CFGF_NONE),
    CFG_END(),
};

static cfg_opt_t provider_keys[] = {
    CFG_STR_LIST("source", NULL, CFGF_NODEFAULT),
    CFG_STR("password", NULL, CFGF_NODEFAULT),
    CFG_STR("hint", NULL, CFGF_NODEFAULT),
    CFG_STR_LIST("public", NULL, CFGF_NODEFAULT),
    CFG_END(),
};

static cfg_opt_t provider_login_keys[] = {
    CFG_STR_LIST("server", NULL, CFGF_NODEFAULT),
    CFG_STR("user", NULL, CFGF_NODEFAULT),
    CFG_END(),
};

static cfg_opt_t provider_relay_keys[] = {
    CFG_STR_LIST("server", NULL, CFGF_NODEFAULT),
    CFG_STR("user", NULL, CFGF_NODEFAULT),
    CFG_STR("senders", NULL, CFGF_NODEFAULT),
    CFG_END(),
};

static cfg_opt_t provider_sections[] = {
    CFG_SEC("provider", provider_keys, TITLED),
    CFG_SEC("login", provider_login_keys, CFGF_MULTI),
    CFG_SEC("relay", provider_relay_keys, CFGF_MULTI),
    CFG_END(),
};

static cfg_opt_t *const sections[] = {
    [GRAMMAR_SETTINGS] = settings_sections,
    [GRAMMAR_PROVIDER] = provider_sections,
};

/* How libconfuse begins a message, and what to do about it. */
static const struct cure {
	const char *begins;
	const char *cure;
} cures[] = {
    {"missing equal sign", "write: key = \"value\""},
    {"missing title", "name it: login \"example.com\" { ... }"},
    {"missing opening brace", "write the name in quotes and one \"{\" after"},
    {"found duplicate title", "make one section of both"},
    {"unexpected closing brace", "remove a \"}\""},
    {"invalid boolean value", "write on or off"},
    {"unexpected token",
	"put the value into quotes; a list is "
	"{ \"a\", \"b\" } and only some keys take one"},
    {"attempt to append", "this key takes one value: use \"=\""},
};

/* Its error function is handed nothing of ours: where the error goes. */
static _Thread_local struct error *reported;
static _Thread_local const char *file_name;

static const char *
find_cure(const char *message)
{
	for (size_t i = 0; i < sizeof(cures) / sizeof(cures[0]); i++)
		if (strncmp(
			message, cures[i].begins, strlen(cures[i].begins)) == 0)
			return cures[i].cure;
	return "see postern.conf(5)";
}

/* The keys of a section as words. */
static void
list_keys(const cfg_t *cfg, struct buf *b)
{
	for (const cfg_opt_t *o = cfg->opts; o->name != NULL; o++)
		buf_printf(b, "%s%s", b->n != 0 ? ", " : "", o->name);
}

static void
report_unknown(const cfg_t *cfg, const char *where, const char *key)
{
	struct buf known;

	buf_init(&known, WORDS_MAX);
	list_keys(cfg, &known);
	error_set(reported, ERROR_SETTINGS,
	    "%s:%d: %s%s: unknown %s (known here: %.*s)", file_name, cfg->line,
	    where, key, *where != '\0' ? "key" : "section",
	    VIEW_ARG(buf_view(&known)));
	buf_clear(&known);
}

/* Keeps the first message; those that follow come from it. */
__attribute__((format(printf, 2, 0))) static void
report(cfg_t *cfg, const char *fmt, va_list ap)
{
	char message[256], where[LIMIT_HOST + 32] = "";
	static const char unknown[] = "no such option '";

	if (reported == NULL || reported->code != ERROR_NONE)
		return;
	vsnprintf(message, sizeof(message), fmt, ap);
	if (cfg->title != NULL)
		snprintf(
		    where, sizeof(where), "%s \"%s\": ", cfg->name, cfg->title);
	else if (strcmp(cfg->name, "root") != 0)
		snprintf(where, sizeof(where), "%s: ", cfg->name);
	if (strncmp(message, unknown, sizeof(unknown) - 1) == 0) {
		char *key = message + sizeof(unknown) - 1;

		key[strcspn(key, "'")] = '\0';
		report_unknown(cfg, where, key);
		return;
	}
	error_set(reported, ERROR_SETTINGS, "%s:%d: %s%s (%s)", file_name,
	    cfg->line, where, message, find_cure(message));
}

enum error_code
grammar_parse(const char *name, const char *text, enum grammar_kind kind,
    cfg_t **out, struct error *e)
{
	struct error local;
	cfg_t *cfg = cfg_init(sections[kind], CFGF_NONE);
	int result;

	*out = NULL;
	if (cfg == NULL)
		return error_set(e, ERROR_MEMORY, "%s: no memory", name);
	error_clear(&local);
	reported = &local;
	file_name = name;
	cfg_set_error_function(cfg, report);
	result = cfg_parse_buf(cfg, text);
	reported = NULL;
	if (result == CFG_SUCCESS) {
		*out = cfg;
		return ERROR_NONE;
	}
	cfg_free(cfg);
	if (local.code == ERROR_NONE)
		return error_set(e, ERROR_MEMORY, "%s: no memory", name);
	return error_set(e, local.code, "%s", local.text);
}
