/* SPDX-License-Identifier: ISC */
/* Checking the aliases file and asking it. */
#include "config.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/escape.h"
#include "mail/address.h"
#include "mail/aliases.h"
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

int
alias_tool_check(const char *program, const char *file)
{
	struct checking c = {program, 0};
	struct aliases *a;
	struct error e;

	if (aliases_load(file, print_problem, &c, &a, &e) != ERROR_NONE) {
		fprintf(stderr, "%s: %s\n", program, e.text);
		return EX_CONFIG;
	}
	if (!aliases_has(a, view_of("root")))
		fprintf(stderr,
		    "%s: %s: no alias for root: mail for local users waits "
		    "(write \"root: you@example.com\")\n",
		    program, file);
	aliases_free(&a);
	if (c.problems == 0)
		printf("%s: in order; it is read as it is, nothing needs to "
		       "be rebuilt\n",
		    file);
	return c.problems == 0 ? EX_OK : EX_CONFIG;
}

struct asking {
	const char *program;
	const struct aliases *a;
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
ask_one(void *arg, struct view address, struct view name)
{
	struct asking *ask = arg;
	struct view local, domain;
	struct error e = {ERROR_NONE, ""};
	char shown[512];

	(void)name;
	buf_reset(&ask->line);
	escape_copy(address, shown, sizeof(shown));
	if (address_split(address, &local, &domain))
		add_address(ask, address);
	else
		aliases_expand(ask->a, address, add_address, ask, &e);
	if (e.code == ERROR_NONE && buf_str(&ask->line) != NULL) {
		printf("%s: %s\n", shown, ask->line.p);
	} else {
		fprintf(stderr, "%s: %s: %s\n", ask->program, shown, e.text);
		ask->status = EX_UNAVAILABLE;
	}
	return true;
}

int
alias_tool_verify(const char *program, const char *file, char *const *operands,
    int n_operands)
{
	struct asking ask = {.program = program, .status = EX_OK};
	struct aliases *a;
	struct error e;
	char shown[512];

	if (aliases_load(file, NULL, NULL, &a, &e) != ERROR_NONE) {
		fprintf(stderr, "%s: %s\n", program, e.text);
		return EX_UNAVAILABLE;
	}
	ask.a = a;
	buf_init(&ask.line, 1 << 20);
	for (int i = 0; i < n_operands; i++) {
		struct view operand = view_of(operands[i]);

		if (address_each(operand, ask_one, &ask))
			continue;
		fprintf(stderr, "%s: %s: not an address\n", program,
		    escape_copy(operand, shown, sizeof(shown)));
		ask.status = EX_UNAVAILABLE;
	}
	buf_clear(&ask.line);
	aliases_free(&a);
	return ask.status;
}
