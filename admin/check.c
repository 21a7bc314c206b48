/* SPDX-License-Identifier: ISC */
/* "postern check": everything in turn. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "admin/check.h"
#include "admin/command.h"

/* What needs no settings, and what works on them. */
static void (*const plain[])(struct report *r) = {
    check_system_users,
    check_directories,
    check_programs,
    check_sockets,
    check_nsswitch,
    check_pam,
    check_aliases,
};

static void (*const with_settings[])(
    struct report *r, const struct conf *conf) = {
    check_accounts,
    check_domains,
    check_providers,
    check_login_servers,
    check_relays,
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

int
check_command(const struct command_line *line)
{
	struct report r = {{0}};
	struct conf *conf;

	(void)line;
	if (geteuid() != 0) {
		fputs("postern: check looks at files of four users: run it as "
		      "root\n",
		    stderr);
		return EX_NOPERM;
	}
	check_settings(&r, &conf);
	for (size_t i = 0; i < COUNT(plain); i++)
		plain[i](&r);
	for (size_t i = 0; conf != NULL && i < COUNT(with_settings); i++)
		with_settings[i](&r, conf);
	conf_free(&conf);
	printf("%u ok, %u warnings, %u errors\n", r.count[REPORT_OK],
	    r.count[REPORT_WARNING], r.count[REPORT_ERROR]);
	return r.count[REPORT_ERROR] == 0 ? EX_OK : 1;
}
