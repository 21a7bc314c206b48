/* SPDX-License-Identifier: ISC */
/* The parts of "postern check". */
#ifndef ADMIN_CHECK_H
#define ADMIN_CHECK_H

#include "admin/report.h"
#include "conf/conf.h"

/* Each adds its lines.  conf has no sections when the file could not be
 * read, which check_settings has said then. */
void check_settings(struct report *r, struct conf **conf_out);
void check_accounts(struct report *r, const struct conf *conf);
void check_domains(struct report *r, const struct conf *conf);
void check_system_users(struct report *r);
void check_directories(struct report *r);
void check_programs(struct report *r);
void check_nsswitch(struct report *r);
void check_pam(struct report *r);
void check_sockets(struct report *r);
void check_aliases(struct report *r);
void check_providers(struct report *r, const struct conf *conf);
void check_login_servers(struct report *r, const struct conf *conf);
void check_relays(struct report *r, const struct conf *conf);

/* The same in another place, for tests. */
void check_aliases_file(struct report *r, const char *path, bool check_owner);
void check_domains_file(
    struct report *r, const struct conf *conf, const char *path);
void check_nsswitch_file(struct report *r, const char *path);
void check_pam_directory(struct report *r, const char *directory);

#endif
