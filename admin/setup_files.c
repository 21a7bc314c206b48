/* SPDX-License-Identifier: ISC */
/* The texts of new files, and writing them in nobody's place. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/setup.h"
#include "base/names.h"
#include "sys/io.h"
#include "users/account.h"

bool
setup_can_log_in(
    const char *address, const struct provider *p, const char **why_out)
{
	*why_out = NULL;
	if (p->login.n == 0)
		*why_out = "it has no servers that would check a password";
	else if (p->login_user != PROVIDER_USER_ADDRESS &&
	    !provider_is_public(p, account_domain(view_of(address))))
		*why_out = "it knows mailboxes of its own domains alone";
	return *why_out == NULL;
}

bool
setup_can_send(
    const char *address, const struct provider *p, const char **why_out)
{
	*why_out = NULL;
	if (p->relay.n == 0)
		*why_out = "it has no servers to send by";
	else if (p->password == PROVIDER_PASSWORD_TOKEN)
		*why_out = "it takes OAuth tokens and no passwords";
	else if (p->relay_user == PROVIDER_USER_ACCOUNT)
		*why_out = "it gives accounts names of their own";
	else if (p->relay_user == PROVIDER_USER_LOCAL &&
	    !provider_is_public(p, account_domain(view_of(address))))
		*why_out = "it knows mailboxes of its own domains alone";
	return *why_out == NULL;
}

void
setup_settings(const char *address, const struct provider *p, struct buf *b)
{
	struct view domain = account_domain(view_of(address)),
		    user = view_of(address);
	const char *unused;

	buf_add_str(b, "# See postern.conf(5).\n");
	if (setup_can_log_in(address, p, &unused))
		buf_printf(b, "login \"%.*s\" {\n    provider = \"%s\"\n}\n",
		    VIEW_ARG(domain), p->name);
	if (!setup_can_send(address, p, &unused))
		return;
	if (p->relay_user == PROVIDER_USER_LOCAL)
		user = account_local_part(user);
	buf_printf(b, "relay \"%s\" {\n    provider      = \"%s\"\n", p->name,
	    p->name);
	buf_printf(b, "    user          = \"%.*s\"\n", VIEW_ARG(user));
	if (p->relay_user == PROVIDER_USER_LOCAL)
		buf_printf(b, "    senders       = \"%s\"\n", address);
	buf_add_str(b,
	    "    password-file = \"" NAMES_CONF_DIR "/relay.password\"\n}\n");
}

void
setup_accounts(const char *address, struct buf *b)
{
	buf_printf(
	    b, "# Who may log in: see postern-accounts(5).\n%s\n", address);
}

/* All of a file that is nobody's yet. */
static bool
write_file(int fd, struct view text, mode_t mode, gid_t group)
{
	return io_write_all(fd, text, deadline_never()) &&
	    fchown(fd, (uid_t)-1, group) == 0 && fchmod(fd, mode) == 0 &&
	    fsync(fd) == 0;
}

enum error_code
setup_write(const char *path, struct view text, mode_t mode, gid_t group,
    struct error *e)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	char fresh[LIMIT_PATH];
	bool ok;
	int fd;

	if ((size_t)snprintf(fresh, sizeof(fresh), "%s.new", path) >=
	    sizeof(fresh))
		return error_set(e, ERROR_LIMIT, "%s: too long a path", path);
	unlink(fresh); /* of one that was killed */
	fd = open(fresh, flags, 0600);
	if (fd < 0)
		return error_set_errno(e, ERROR_SYSTEM, "%s", path);
	ok = write_file(fd, text, mode, group) && link(fresh, path) == 0;
	if (!ok && errno == EEXIST)
		error_set(e, ERROR_EXISTS, "%s: it is there", path);
	else if (!ok)
		error_set_errno(e, ERROR_SYSTEM, "%s", path);
	unlink(fresh);
	close(fd);
	return ok ? ERROR_NONE : e->code;
}
