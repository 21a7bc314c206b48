/* SPDX-License-Identifier: ISC */
/* What sendmail does with the aliases file: checking it, asking it. */
#ifndef SENDMAIL_ALIAS_TOOL_H
#define SENDMAIL_ALIAS_TOOL_H

/* -bi and newaliases: says what is wrong in the file on standard error, and
 * what is in it on standard output.  0 or EX_CONFIG. */
int alias_tool_check(const char *program, const char *file);

/* -bv: prints where mail for each operand goes.  0, or EX_UNAVAILABLE when
 * for one of them there is no such place. */
int alias_tool_verify(const char *program, const char *file,
    char *const *operands, int n_operands);

#endif
