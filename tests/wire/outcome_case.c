/* SPDX-License-Identifier: ISC */
/* A runner with real relay-sends, and their servers. */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "wire/outcome_case.h"

/* More than any test needs, of 20 ms each. */
#define TURNS 2000

static const char *const names[OUTCOME_RELAYS] = {"one", "two"};
static struct pki *pki;
static char ca[] = "/tmp/postern-test-ca-XXXXXX";

void
outcome_case_open(void)
{
	pki = pki_open(ca);
}

void
outcome_case_close(void)
{
	pki_close(pki, ca);
}

static void
write_settings(const struct outcome_case *c)
{
	char text[2048];
	int at = 0;

	for (unsigned i = 0; i < c->n; i++)
		at += snprintf(text + at, sizeof(text) - (size_t)at,
		    "relay \"%s\" {\n"
		    "\tserver = \"submissions://localhost:%d\"\n"
		    "\tuser = \"" SMTP_SERVER_USER "\"\n"
		    "\tpassword-file = \"%s\"\n"
		    "\tca-file = \"%s\"\n"
		    "\tsenders = {\"*@example.org\"}\n}\n",
		    names[i], c->servers[i].port, c->v.s.secret, ca);
	stage_write(c->v.s.conf, text);
}

void
outcome_begin(
    struct outcome_case *c, unsigned n, const struct smtp_behaviour *first)
{
	c->n = n;
	served_init(&c->v);
	stage_write(c->v.s.secret, SMTP_SERVER_PASSWORD "\n");
	for (unsigned i = 0; i < n; i++) {
		c->behaviours[i] =
		    (struct smtp_behaviour){.features = OUTCOME_FEATURES};
		if (i == 0 && first != NULL)
			c->behaviours[i] = *first;
		smtp_server_start(&c->servers[i], pki, &c->behaviours[i]);
	}
	write_settings(c);
}

void
outcome_change(struct outcome_case *c, const struct smtp_behaviour *first)
{
	c->behaviours[0] = *first;
	smtp_server_clear(&c->servers[0]);
	smtp_server_start(&c->servers[0], pki, &c->behaviours[0]);
	write_settings(c);
}

void
outcome_end(struct outcome_case *c)
{
	served_clear(&c->v);
	for (unsigned i = 0; i < c->n; i++)
		smtp_server_clear(&c->servers[i]);
}

void
outcome_wait(struct outcome_case *c, const char *text)
{
	for (int i = 0; stage_said(&c->v.s, text) == 0; i++) {
		ck_assert_msg(i < TURNS, "it never says: %s", text);
		runner_turn(c->v.s.runner, 20);
	}
}

void
outcome_pass(int64_t seconds)
{
	stage_clock.wall += seconds;
	stage_clock.mono += seconds;
}

char *
outcome_journal(const struct outcome_case *c)
{
	char path[2 * STAGE_PATH];
	struct dirent *d;
	struct error e;
	struct buf b;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/queue", c->v.s.root);
	dir = opendir(path);
	ck_assert_ptr_nonnull(dir);
	buf_init(&b, 1024UL * 1024);
	while ((d = readdir(dir)) != NULL) {
		size_t n = strlen(d->d_name);

		if (n <= 2 || strcmp(d->d_name + n - 2, ".j") != 0)
			continue;
		snprintf(path, sizeof(path), "%s/queue/%.64s", c->v.s.root,
		    d->d_name);
		ck_assert_int_eq(file_read(path, &b, &e), ERROR_NONE);
	}
	closedir(dir);
	ck_assert_ptr_nonnull(buf_str(&b));
	return b.p;
}

bool
outcome_mailq(struct outcome_case *c, const char *text)
{
	if (served_ask(&c->v, served_list, 0) != 0)
		return false;
	return served_printed(&c->v, text) != 0;
}
