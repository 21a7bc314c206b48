/* SPDX-License-Identifier: ISC */
/* Arguments, log and messages of the PAM module. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "base/escape.h"
#include "base/limits.h"
#include "pam_imap/module.h"
#include "pam_imap/words.h"

#define LINE_SIZE 1024

/* Arguments that pam_get_authtok() reads itself. */
static const char *const of_libpam[] = {
    "try_first_pass", "use_first_pass", "use_authtok"};

static bool
is_of_libpam(struct view argument)
{
	for (size_t i = 0; i < sizeof(of_libpam) / sizeof(of_libpam[0]); i++)
		if (view_eq_str(argument, of_libpam[i]))
			return true;
	return view_starts(argument, "authtok_type=");
}

void
module_init(struct module *m, pam_handle_t *pamh, int flags, int argc,
    const char **argv)
{
	*m = (struct module){
	    .pamh = pamh, .silent = ((unsigned)flags & PAM_SILENT) != 0};
	for (int i = 0; i < argc; i++) {
		struct view argument = view_of(argv[i]);

		if (view_eq_str(argument, "debug"))
			m->debug = true;
		else if (view_starts(argument, "prompt="))
			m->prompt = argv[i] + sizeof("prompt=") - 1;
		else if (!is_of_libpam(argument))
			module_log(m, LOG_ERR,
			    "unknown argument '%s' (known are debug and "
			    "prompt=TEXT)",
			    argv[i]);
	}
}

__attribute__((format(printf, 3, 0))) static void
log_line(const struct module *m, int priority, const char *fmt, va_list ap)
{
	char raw[LINE_SIZE], line[LINE_SIZE];

	vsnprintf(raw, sizeof(raw), fmt, ap);
	pam_syslog(m->pamh, priority, "%s",
	    escape_copy(view_of(raw), line, sizeof(line)));
}

void
module_log(const struct module *m, int priority, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_line(m, priority, fmt, ap);
	va_end(ap);
}

void
module_debug(const struct module *m, const char *fmt, ...)
{
	va_list ap;

	if (!m->debug)
		return;
	va_start(ap, fmt);
	log_line(m, LOG_DEBUG, fmt, ap);
	va_end(ap);
}

void
module_tell(const struct module *m, int style, const char *text)
{
	char words[LIMIT_MESSAGE_TEXT];

	words_copy(view_of(text), words, sizeof(words));
	if (!m->silent && words[0] != '\0')
		pam_prompt(m->pamh, style, NULL, "%s", words);
}
