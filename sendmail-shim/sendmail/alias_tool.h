/* SPDX-License-Identifier: ISC */
/* What sendmail does with the aliases file: checking it, asking it. */
#ifndef SENDMAIL_ALIAS_TOOL_H
#define SENDMAIL_ALIAS_TOOL_H

/* Who asks, and where things are. */
struct alias_tool {
	const char *program;
	const char *aliases;
	const char *settings; /* for the host's own names */
	const char *accounts; /* for the mailboxes of local accounts */
};

/* -bi and newaliases: says what is wrong in the file on standard error, and
 * that nothing is on standard output.  0 or EX_CONFIG. */
int alias_tool_check(const struct alias_tool *t);

/* -bv: prints where mail for each operand goes.  0, or EX_UNAVAILABLE when
 * for one of them there is no such place. */
int alias_tool_verify(
    const struct alias_tool *t, char *const *operands, int n_operands);

#endif
