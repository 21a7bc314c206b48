/* SPDX-License-Identifier: ISC */
/* This host's own names, and its accounts' mailboxes. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mail/address.h"
#include "sendmail-shim/local/local.h"

static bool
is_at(const char *address, struct view name)
{
	struct view local, domain;

	return address != NULL &&
	    address_split(view_of(address), &local, &domain) &&
	    view_eq_case(domain, name);
}

/* Whether the provider has mailboxes of this domain. */
static bool
is_providers(const struct conf *c, struct view name)
{
	for (size_t i = 0; i < c->n_logins; i++)
		if (view_eq_case_str(name, c->logins[i].domain))
			return true;
	for (size_t i = 0; i < c->n_relays; i++) {
		char *const *sender = c->relays[i].senders;

		if (is_at(c->relays[i].user, name))
			return true;
		for (; sender != NULL && *sender != NULL; sender++)
			if (is_at(*sender, name))
				return true;
	}
	return false;
}

static bool
is_own(void *arg, struct view domain)
{
	const struct local *l = arg;

	if (domain.n > 1 && domain.p[domain.n - 1] == '.')
		domain.n--;
	for (unsigned i = 0; i < l->n; i++)
		if (view_eq_case_str(domain, l->names[i]))
			return true;
	return false;
}

static void
add_name(struct local *l, const struct conf *c, const char *name)
{
	if (name[0] == '\0' || l->n == LOCAL_NAMES ||
	    is_own(l, view_of(name)) || is_providers(c, view_of(name)))
		return;
	if (view_copy(view_of(name), l->names[l->n], sizeof(l->names[0])))
		l->n++;
}

/* The name by itself, as /etc/hosts has it, and with the mail domain. */
static void
add_host_names(struct local *l, const struct conf *c)
{
	char host[LIMIT_HOST + 1] = "", full[LIMIT_HOST + 1] = "";
	char domain[LIMIT_HOST + 1], both[2 * LIMIT_HOST + 2];
	struct error ignored;

	if (gethostname(host, sizeof(host) - 1) != 0)
		return;
	add_name(l, c, host);
	if (conf_host_name(full, sizeof(full), &ignored) == ERROR_NONE)
		add_name(l, c, full);
	if (strchr(host, '.') != NULL ||
	    conf_mail_domain(c, domain, sizeof(domain), &ignored) != ERROR_NONE)
		return;
	snprintf(both, sizeof(both), "%s.%s", host, domain);
	add_name(l, c, both);
}

void
local_load(struct local *l, const struct conf *c, const char *accounts_path,
    bool check_owner)
{
	struct error ignored;

	*l = (struct local){
	    .names = {"localhost", "localhost.localdomain"}, .n = 2};
	add_host_names(l, c);
	if (accounts_path != NULL)
		accounts_open(
		    accounts_path, check_owner, &l->accounts, &ignored);
}

void
local_clear(struct local *l)
{
	if (l->accounts != NULL)
		accounts_close(&l->accounts);
	*l = (struct local){.n = 0};
}

static bool
mailbox(void *arg, struct view name, char *dst, size_t size)
{
	const struct local *l = arg;

	return l->accounts != NULL &&
	    accounts_find_local(l->accounts, name, dst, size);
}

struct aliases_host
local_host(struct local *l)
{
	return (struct aliases_host){is_own, mailbox, l};
}
