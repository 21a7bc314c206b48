/* SPDX-License-Identifier: ISC */
/* "postern setup": first settings for a mailbox at a known provider. */
#include "config.h"

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "admin/command.h"
#include "admin/password.h"
#include "admin/setup.h"
#include "base/names.h"
#include "users/account.h"

#define RELAY_PASSWORD NAMES_CONF_DIR "/relay.password"
/* The settings of one mailbox: a few lines, each with an address in it. */
#define TEXT_MAX 4096

/* Asks a person, who sees the question; false when nobody answers. */
static bool
ask(const char *question, char *dst, size_t size)
{
	struct view line;
	char answer[LIMIT_ADDRESS + 8];

	if (!isatty(STDIN_FILENO))
		return false;
	fprintf(stderr, "%s: ", question);
	if (fgets(answer, sizeof(answer), stdin) == NULL)
		return false;
	line = view_of(answer);
	line = view_trim(view_before(line, view_find(line, '\n')));
	return line.n > 0 && view_copy(line, dst, size);
}

static bool
find_address(const struct command_line *line, char *dst, size_t size)
{
	char answer[LIMIT_ADDRESS + 1] = "";
	const char *said = line->n > 0 ? line->operands[0] : answer;

	if (line->n == 0)
		ask("Mail address", answer, sizeof(answer));
	if (account_lower(view_of(said), dst, size) &&
	    account_check_name(view_of(dst)))
		return true;
	if (*said == '\0')
		fputs("postern: which address? (postern setup ADDRESS)\n",
		    stderr);
	else
		fprintf(stderr,
		    "postern: \"%s\" is no mail address that can log in\n",
		    said);
	return false;
}

/* The provider whose own domain it is. */
struct owner {
	const struct provider_places *places;
	struct view domain;
	char name[LIMIT_LABEL + 1];
};

static bool
look_at(void *arg, const char *name)
{
	struct owner *o = arg;
	struct provider *p = NULL;
	struct error ignored;

	if (provider_load(o->places, name, &p, &ignored) == ERROR_NONE &&
	    provider_is_public(p, o->domain))
		view_copy(view_of(name), o->name, sizeof(o->name));
	provider_free(&p);
	return o->name[0] == '\0';
}

static void
say_unknown(const struct provider_places *places, const char *name,
    const struct error *e)
{
	char nearest[4 * LIMIT_LABEL];

	if (e->code != ERROR_NOTFOUND) {
		fprintf(stderr, "postern: %s\n", e->text);
		return;
	}
	provider_nearest(places, name, nearest, sizeof(nearest));
	fprintf(stderr,
	    "postern: \"%s\" is no provider of postern-providers(5) (%s%s%s"
	    "write %s by hand)\n",
	    name, nearest[0] != '\0' ? "is it " : "", nearest,
	    nearest[0] != '\0' ? "? or " : "", NAMES_SETTINGS);
}

static struct provider *
find_provider(const struct command_line *line, const char *address)
{
	struct provider_places places;
	struct owner owner = {.places = &places};
	struct provider *p = NULL;
	struct error e;

	error_clear(&e);
	owner.domain = account_domain(view_of(address));
	provider_places(NAMES_SETTINGS, true, &places, NULL);
	if (line->n > 1)
		snprintf(
		    owner.name, sizeof(owner.name), "%s", line->operands[1]);
	else
		provider_walk(&places, look_at, &owner);
	if (owner.name[0] == '\0')
		ask("Provider, as in postern-providers(5)", owner.name,
		    sizeof(owner.name));
	if (provider_load(&places, owner.name, &p, &e) == ERROR_NONE)
		return p;
	say_unknown(&places, owner.name, &e);
	return NULL;
}

/* Writes one file and says so; false only when it could not. */
static bool
put(const char *path, struct view text, mode_t mode, gid_t group)
{
	struct error e;

	error_clear(&e);
	if (setup_write(path, text, mode, group, &e) == ERROR_NONE)
		printf("%s: written\n", path);
	else if (e.code == ERROR_EXISTS)
		printf("%s: it is there and stays as it is\n", path);
	else
		fprintf(stderr, "postern: %s\n", e.text);
	return e.code == ERROR_NONE || e.code == ERROR_EXISTS;
}

static bool
put_accounts(const char *address)
{
	struct buf b;
	bool ok;

	buf_init(&b, TEXT_MAX);
	setup_accounts(address, &b);
	ok = !b.failed && put(NAMES_ACCOUNTS, buf_view(&b), 0644, (gid_t)-1);
	buf_clear(&b);
	return ok;
}

/* The settings come last: with them it is done. */
static bool
put_settings(const char *address, const struct provider *p)
{
	struct buf b;
	bool ok;

	buf_init(&b, TEXT_MAX);
	setup_settings(address, p, &b);
	ok = !b.failed && put(NAMES_SETTINGS, buf_view(&b), 0644, (gid_t)-1);
	buf_clear(&b);
	return ok;
}

/* Shows what would be written; nothing is, where somebody has begun. */
static int
show(const char *address, const struct provider *p)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	setup_settings(address, p, &b);
	printf("%s is there and stays as it is.  For this mailbox it needs:\n"
	       "%.*s",
	    NAMES_SETTINGS, VIEW_ARG(buf_view(&b)));
	buf_clear(&b);
	return EX_CANTCREAT;
}

/* The relay's password, for the user of the queue alone. */
static bool
put_password(const struct provider *p)
{
	const struct group *group = getgrnam(NAMES_QUEUE_USER);
	const char *words = provider_password_words(p->password);
	struct secret password;
	struct error e;
	bool ok = false;

	error_clear(&e);
	if (access(RELAY_PASSWORD, F_OK) == 0)
		return put(RELAY_PASSWORD, view_of(""), 0640, (gid_t)-1);
	if (group == NULL) {
		fprintf(stderr,
		    "postern: there is no group %s (run "
		    "systemd-sysusers)\n",
		    NAMES_QUEUE_USER);
		return false;
	}
	if (words != NULL)
		fprintf(stderr, "%s takes %s.\n", p->title, words);
	if (password_read("Password for sending: ", &password, &e) !=
	    ERROR_NONE)
		fprintf(stderr, "postern: %s: %s\n", RELAY_PASSWORD, e.text);
	else if (!secret_check_password(&password))
		fprintf(stderr, "postern: %s: that password cannot be sent\n",
		    RELAY_PASSWORD);
	else
		ok = put(RELAY_PASSWORD, secret_view(&password), 0640,
		    group->gr_gid);
	secret_clear(&password);
	return ok;
}

static int
set_up(const char *address, const struct provider *p)
{
	const char *no_login, *no_mail;
	bool logs_in = setup_can_log_in(address, p, &no_login);
	bool sends = setup_can_send(address, p, &no_mail);

	if (!logs_in)
		fprintf(
		    stderr, "postern: %s: no logins: %s\n", p->title, no_login);
	if (!sends)
		fprintf(
		    stderr, "postern: %s: no mail: %s\n", p->title, no_mail);
	if (p->hint != NULL)
		printf("%s: %s\n", p->title, p->hint);
	if (!logs_in && !sends)
		return EX_CONFIG;
	if (access(NAMES_SETTINGS, F_OK) == 0)
		return show(address, p);
	mkdir(NAMES_CONF_DIR, 0755);
	if ((sends && !put_password(p)) || !put_accounts(address) ||
	    !put_settings(address, p))
		return EX_CANTCREAT;
	printf("Next: in %s, a line \"root: %s\"; postern check; postern "
	       "login %s; then PAM, as pam_imap(8) says\n",
	    NAMES_ALIASES, address, address);
	return EX_OK;
}

int
setup_command(const struct command_line *line)
{
	char address[LIMIT_ADDRESS + 1];
	struct provider *p;
	int status;

	if (geteuid() != 0) {
		fputs("postern: setup writes files of root's: run it as "
		      "root\n",
		    stderr);
		return EX_NOPERM;
	}
	umask(022);
	if (!find_address(line, address, sizeof(address)))
		return EX_USAGE;
	p = find_provider(line, address);
	if (p == NULL)
		return EX_USAGE;
	status = set_up(address, p);
	provider_free(&p);
	return status;
}
