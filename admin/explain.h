/* SPDX-License-Identifier: ISC */
/* What a verdict means to PAM and to an administrator. */
#ifndef ADMIN_EXPLAIN_H
#define ADMIN_EXPLAIN_H

#include "flow/verdict.h"

struct explain_row {
	const char *pam;  /* the value that pam_imap.so returns */
	const char *then; /* what follows from it, or what to do */
};

/* The row of a verdict; of VERDICT_INTERNAL for a number that is none. */
const struct explain_row *explain_verdict(enum verdict v);

#endif
