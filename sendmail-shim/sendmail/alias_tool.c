/* SPDX-License-Identifier: ISC */
/* Checking the aliases file and asking it. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/escape.h"
#include "mail/address.h"
#include "mail/aliases.h"
#include "sendmail-shim/local/local.h"
#include "sendmail-shim/sendmail/alias_tool.h"

struct checking {
	const char *program;
	unsigned problems;
};

static void
print_problem(void *arg, const char *text)
{
	struct checking *c = arg;

	fprintf(stderr, "%s: %s\n", c->program, text);
	c->problems++;
}

/* Root hears of files that are not root's: the runner refuses them. */
static bool
check_owner(void)
{
	return geteuid() == 0;
}

int
alias_tool_check(const struct alias_tool *t)
{
	struct checking c = {t->program, 0};
	struct aliases *a;
	struct error e;

	if (aliases_load(t->aliases, check_owner(), print_problem, &c, &a,
		&e) != ERROR_NONE) {
		fprintf(stderr, "%s: %s\n", t->program, e.text);
		return EX_CONFIG;
	}
	if (!aliases_has_root(a))
		fprintf(stderr,
		    "%s: %s: no alias for root: mail for local users waits "
		    "(write \"root: you@example.com\")\n",
		    t->program, t->aliases);
	aliases_free(&a);
	if (c.problems == 0)
		printf("%s: in order; it is read as it is, nothing needs to "
		       "be rebuilt\n",
		    t->aliases);
	return c.problems == 0 ? EX_OK : EX_CONFIG;
}

struct asking {
	const char *program;
	const struct aliases *a;
	struct aliases_host host;
	struct buf line; /* what is printed about one address */
	int status;
};

static bool
add_address(void *arg, struct view address)
{
	struct asking *ask = arg;

	buf_add_str(&ask->line, ask->line.n > 0 ? ", " : "");
	return escape_add(&ask->line, address);
}

/* An address_fn: prints "ADDRESS: WHERE, WHERE". */
static bool
ask_one(void *arg, struct view address, struct view unused)
{
	struct asking *ask = arg;
	struct error e = {ERROR_NONE, ""};
	char name[LIMIT_ADDRESS + 1], shown[512];
	struct view local;

	(void)unused;
	buf_reset(&ask->line);
	escape_copy(address, shown, sizeof(shown));
	if (aliases_local_name(&ask->host, address, &local, name))
		aliases_expand(
		    ask->a, &ask->host, view_of(name), add_address, ask, &e);
	else
		add_address(ask, address);
	if (e.code == ERROR_NONE && buf_str(&ask->line) != NULL) {
		printf("%s: %s\n", shown, ask->line.p);
	} else {
		fprintf(stderr, "%s: %s: %s\n", ask->program, shown, e.text);
		ask->status = EX_UNAVAILABLE;
	}
	return true;
}

static void
ask_all(struct asking *ask, char *const *operands, int n_operands)
{
	char shown[512];

	buf_init(&ask->line, 1 << 20);
	for (int i = 0; i < n_operands; i++) {
		struct view operand = view_of(operands[i]);

		if (address_each(operand, ask_one, ask))
			continue;
		fprintf(stderr, "%s: %s: not an address\n", ask->program,
		    escape_copy(operand, shown, sizeof(shown)));
		ask->status = EX_UNAVAILABLE;
	}
	buf_clear(&ask->line);
}

/* This host's names and mailboxes; under broken settings, those without any. */
static bool
load_local(const struct alias_tool *t, struct local *out)
{
	struct conf *conf = NULL;

	if (conf_load(t->settings, false, &conf, NULL) != ERROR_NONE &&
	    (conf = conf_default()) == NULL)
		return false;
	local_load(out, conf, t->accounts, check_owner());
	conf_free(&conf);
	return true;
}

int
alias_tool_verify(
    const struct alias_tool *t, char *const *operands, int n_operands)
{
	struct asking ask = {.program = t->program, .status = EX_OK};
	struct local local;
	struct aliases *a;
	struct error e;

	if (!load_local(t, &local)) {
		fprintf(stderr, "%s: no memory\n", t->program);
		return EX_OSERR;
	}
	if (aliases_load(t->aliases, check_owner(), NULL, NULL, &a, &e) ==
	    ERROR_NONE) {
		ask.a = a;
		ask.host = local_host(&local);
		ask_all(&ask, operands, n_operands);
		aliases_free(&a);
	} else {
		fprintf(stderr, "%s: %s\n", t->program, e.text);
		ask.status = EX_UNAVAILABLE;
	}
	local_clear(&local);
	return ask.status;
}
