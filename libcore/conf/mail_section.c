/* SPDX-License-Identifier: ISC */
/* The keys of the mail section. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "conf/mail_section.h"
#include "conf/times.h"

#define KIB 1024ULL
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define TIB (1024 * GIB)

/* Less than this holds no report; more is nothing that mail carries. */
#define MESSAGE_MIN (64 * KIB)
#define MESSAGE_MAX (2 * GIB)
#define MESSAGES_MAX 1000000U
/* A warning that comes with every short outage is not read; one that comes
 * when the message is given up says nothing new. */
#define WARNING_MIN 60U
#define WARNING_MAX (5U * 86400)
#define FAILED_MIN 3600U

/* A user's name or address, or "@" and a group's name. */
static bool
check_name(struct view name)
{
	if (view_starts(name, "@"))
		name = view_from(name, 1);
	return name.n != 0 && name.n <= LIMIT_ADDRESS &&
	    !view_has_control(name) && view_find(name, ' ') == name.n;
}

/* Who they are is asked when the settings are put into force: it changes. */
static enum error_code
take_submitters(const struct value_at *at, struct conf_mail *m)
{
	unsigned n = cfg_size(at->section, "submitters");

	if (value_line(at, "submitters") == 0)
		return ERROR_NONE;
	if (n == 0)
		return value_bad(at, "submitters",
		    "an empty list (name who may send mail, or leave the key "
		    "out for everybody)");
	m->submitters = calloc((size_t)n + 1, sizeof(*m->submitters));
	for (unsigned i = 0; m->submitters != NULL && i < n; i++) {
		const char *name = cfg_getnstr(at->section, "submitters", i);

		if (!check_name(view_of(name)))
			return value_bad(at, "submitters",
			    "\"%s\" is neither a user nor an @group (write "
			    "each in quotes, separated by commas)",
			    name);
		m->submitters[i] = strdup(name);
		if (m->submitters[i] == NULL)
			break;
	}
	if (m->submitters == NULL || m->submitters[n - 1] == NULL)
		return error_set(
		    at->e, ERROR_MEMORY, "%s: no memory", at->file);
	return ERROR_NONE;
}

static enum error_code
take_sizes(const struct value_at *at, struct conf_mail *m)
{
	enum error_code code;

	code = value_size(at, "message-size-limit", MESSAGE_MIN, MESSAGE_MAX,
	    false, &m->message_size_limit);
	if (code == ERROR_NONE)
		code =
		    value_size(at, "free-space", 1, TIB, true, &m->free_space);
	if (code == ERROR_NONE)
		code = value_size(
		    at, "user-bytes", MESSAGE_MIN, TIB, true, &m->user_bytes);
	if (code == ERROR_NONE)
		code = value_count(
		    at, "user-messages", MESSAGES_MAX, &m->user_messages);
	return code;
}

static enum error_code
take_times(const struct value_at *at, struct conf_mail *m)
{
	enum error_code code = value_duration(
	    at, "delay-warning", WARNING_MIN, WARNING_MAX, &m->delay_warning);

	if (code == ERROR_NONE)
		code = value_duration(at, "failed-lifetime", FAILED_MIN,
		    TIMES_DURATION_MAX, &m->failed_lifetime);
	return code;
}

static enum error_code
take_domain(const struct value_at *at, struct conf_mail *m)
{
	if (cfg_size(at->section, "domain") == 0)
		return ERROR_NONE;
	return value_domain(
	    at, "domain", cfg_getstr(at->section, "domain"), &m->domain);
}

enum error_code
mail_section_take(struct value_at *at, cfg_t *cfg, struct conf_mail *m)
{
	enum error_code code;

	at->section = cfg_getsec(cfg, "mail");
	at->nth = 0;
	if (marks_section_line(at->marks, "mail", 1) != 0) {
		at->nth = 1;
		return value_bad(at, NULL,
		    "a second mail section, the first is in line %u (make one "
		    "of both)",
		    marks_section_line(at->marks, "mail", 0));
	}
	code = take_domain(at, m);
	if (code == ERROR_NONE)
		code = take_sizes(at, m);
	if (code == ERROR_NONE)
		code = take_submitters(at, m);
	if (code == ERROR_NONE)
		code = take_times(at, m);
	return code;
}
