/* SPDX-License-Identifier: ISC */
/* Whether the settings file is right and what it names is there. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "admin/check.h"
#include "base/names.h"

/* A CA file is read by processes that are nobody special. */
static void
check_ca(struct report *r, const char *section, const char *name,
    const char *path, unsigned line)
{
	struct stat st;

	if (path == NULL)
		return;
	if (stat(path, &st) != 0)
		report_line(r, REPORT_ERROR, "settings",
		    "%s:%u: %s \"%s\": ca-file: %s: %s (put the CA's "
		    "certificates there, in PEM form)",
		    NAMES_SETTINGS, line, section, name, path, strerror(errno));
	else if (!S_ISREG(st.st_mode) || (st.st_mode & S_IROTH) == 0)
		report_line(r, REPORT_ERROR, "settings",
		    "%s:%u: %s \"%s\": ca-file: %s: not a file that all may "
		    "read (chmod 644)",
		    NAMES_SETTINGS, line, section, name, path);
	else if (st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		report_line(r, REPORT_ERROR, "settings",
		    "%s:%u: %s \"%s\": ca-file: %s: others than root can "
		    "write it (chown root, chmod go-w)",
		    NAMES_SETTINGS, line, section, name, path);
}

static void
check_contents(struct report *r, const struct conf *c)
{
	for (size_t i = 0; i < c->n_logins; i++)
		check_ca(r, "login", c->logins[i].domain, c->logins[i].ca_file,
		    c->logins[i].lines.ca_file);
	for (size_t i = 0; i < c->n_relays; i++)
		check_ca(r, "relay", c->relays[i].name, c->relays[i].ca_file,
		    c->relays[i].lines.ca_file);
	if (c->n_logins == 0)
		report_line(r, REPORT_WARNING, "settings",
		    "%s: no login section: nobody can log in with a mailbox",
		    NAMES_SETTINGS);
	if (c->n_relays == 0)
		report_line(r, REPORT_WARNING, "settings",
		    "%s: no relay section: mail is kept and not sent",
		    NAMES_SETTINGS);
}

void
check_settings(struct report *r, struct conf **conf_out)
{
	unsigned errors = r->count[REPORT_ERROR];
	struct error e;

	error_clear(&e);
	if (conf_load(NAMES_SETTINGS, true, conf_out, &e) != ERROR_NONE) {
		report_line(r, REPORT_ERROR, "settings", "%s%s", e.text,
		    e.code == ERROR_NOTFOUND
			? " (write it; postern.conf(5) has an example)"
			: "");
		*conf_out = conf_default();
		return;
	}
	check_contents(r, *conf_out);
	if (r->count[REPORT_ERROR] == errors)
		report_line(r, REPORT_OK, "settings",
		    "%s: %zu login and %zu relay sections", NAMES_SETTINGS,
		    (*conf_out)->n_logins, (*conf_out)->n_relays);
}
