/* SPDX-License-Identifier: ISC */
/* Tests of the provider files that are installed: their form. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/provider.h"
#include "conf/suites.h"
#include "users/public.h"

/* More than there are. */
#define FILES_MAX 200

static struct provider *files[FILES_MAX];
static size_t n_files;

static bool
load_one(void *arg, const char *name)
{
	struct error e;

	ck_assert_uint_lt(n_files, FILES_MAX);
	error_clear(&e);
	ck_assert_msg(
	    provider_load(arg, name, &files[n_files], &e) == ERROR_NONE,
	    "%s: %s", name, e.text);
	ck_assert_str_eq(files[n_files]->name, name);
	n_files++;
	return true;
}

static void
load_all(void)
{
	const char *root = getenv("top_srcdir");
	char shipped[512];
	struct provider_places places = {
	    .own = "/nonexistent", .shipped = shipped};

	snprintf(shipped, sizeof(shipped), "%s/etc/providers.d",
	    root != NULL ? root : ".");
	n_files = 0;
	provider_walk(&places, load_one, &places);
	ck_assert_uint_gt(n_files, 25);
}

static void
free_all(void)
{
	for (size_t i = 0; i < n_files; i++)
		provider_free(&files[i]);
}

/* Servers at the ports that their schemes stand for, none by its number. */
static void
check_servers(const struct provider *p, const struct conf_servers *s)
{
	static const unsigned ports[] = {993, 143, 995, 110, 465, 587, 25};

	for (size_t i = 0; i < s->n; i++) {
		bool known = false;

		for (size_t k = 0; k < COUNT(ports); k++)
			known = known || s->list[i].port == ports[k];
		ck_assert_msg(known, "%s: %s: port %u", p->name,
		    s->list[i].host, (unsigned)s->list[i].port);
		ck_assert_msg(
		    !s->list[i].is_address, "%s: %s", p->name, s->list[i].host);
		for (size_t k = 0; k < i; k++)
			ck_assert_msg(s->list[k].port != s->list[i].port ||
				strcmp(s->list[k].host, s->list[i].host) != 0,
			    "%s: %s twice", p->name, s->list[i].host);
	}
}

START_TEST(say_where_they_have_it_from)
{
	for (size_t i = 0; i < n_files; i++)
		ck_assert_msg(
		    files[i]->sources[0] != NULL, "%s", files[i]->name);
}
END_TEST

START_TEST(have_servers_or_say_why_not)
{
	for (size_t i = 0; i < n_files; i++) {
		const struct provider *p = files[i];

		check_servers(p, &p->login);
		check_servers(p, &p->relay);
		ck_assert_msg(
		    (p->login.n != 0 && p->relay.n != 0) || p->hint != NULL,
		    "%s: neither all servers nor a hint", p->name);
	}
}
END_TEST

/* Else their mailboxes could not be told from those of other domains. */
START_TEST(have_domains_where_users_have_none)
{
	for (size_t i = 0; i < n_files; i++)
		ck_assert_msg(files[i]->login_user == PROVIDER_USER_ADDRESS ||
			files[i]->domains[0] != NULL,
		    "%s", files[i]->name);
}
END_TEST

static const struct provider *
owner_of(const char *domain, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (provider_is_public(files[i], view_of(domain)))
			return files[i];
	return NULL;
}

/* The table that NSS and the accounts file go by is made of these files. */
START_TEST(agree_with_the_table)
{
	size_t n = 0;

	for (size_t i = 0; i < n_files; i++)
		for (char **d = files[i]->domains; *d != NULL; d++, n++) {
			ck_assert_msg(owner_of(*d, i) == NULL,
			    "%s: %s is also in %s", files[i]->name, *d,
			    owner_of(*d, i)->name);
			ck_assert_msg(public_check_domain(view_of(*d)),
			    "%s: %s", files[i]->name, *d);
		}
	ck_assert_uint_eq(n, public_n_domains);
}
END_TEST

START_TEST(know_the_best_known)
{
	struct provider *p = NULL;

	for (size_t i = 0; i < n_files; i++)
		if (strcmp(files[i]->name, "infomaniak") == 0)
			p = files[i];
	ck_assert_ptr_nonnull(p);
	ck_assert_uint_eq(p->login.n, 4);
	ck_assert_uint_eq(p->relay.n, 3);
	ck_assert_str_eq(p->login.list[0].host, "mail.infomaniak.com");
	ck_assert_uint_eq(p->login.list[0].port, 993);
	ck_assert(public_check_domain(view_of("Ik.Me")));
	ck_assert(!public_check_domain(view_of("infomaniak.com")));
	ck_assert(!public_check_domain(view_of("")));
}
END_TEST

Suite *
provider_files_suite(void)
{
	const TTest *const tests[] = {say_where_they_have_it_from,
	    have_servers_or_say_why_not, have_domains_where_users_have_none,
	    agree_with_the_table, know_the_best_known};
	TCase *all = tcase_create("all");

	tcase_add_checked_fixture(all, load_all, free_all);
	return suite_of_case(
	    "conf provider files", all, tests, (int)COUNT(tests));
}
