/* SPDX-License-Identifier: ISC */
/*
 * The verdicts of a login: one table, from what the server did to what the
 * caller may do about it.  libc only: it is part of the modules' contract.
 */
#ifndef FLOW_VERDICT_H
#define FLOW_VERDICT_H

#include <stdbool.h>

enum verdict {
	VERDICT_INTERNAL,      /* our own fault; first, for memory of zeros */
	VERDICT_SUCCESS,       /* tagged OK after verified TLS, proof checked */
	VERDICT_REFUSED,       /* the server refused this password */
	VERDICT_BUSY,          /* the server, or this host: not now */
	VERDICT_UNREACHABLE,   /* network, BYE, time-out, nothing in common */
	VERDICT_UNTRUSTED,     /* certificate or name mismatch */
	VERDICT_VIOLATION,     /* PREAUTH, injected bytes, malformed, BAD */
	VERDICT_UNKNOWN_USER,  /* not one of our names */
	VERDICT_THROTTLED,     /* too many failures here */
	VERDICT_EMPTY,         /* an empty or unsendable password */
	VERDICT_NOT_PERMITTED, /* account phase: not registered, denied */
	VERDICT_MEMORY,
	VERDICT_SETTINGS,
	VERDICT_REACHED, /* a server was tried without a password */
	VERDICTS         /* how many there are */
};

struct verdict_row {
	const char *name;
	bool offline_allowed; /* a cached password may decide instead */
	bool alert;           /* the log line is an alert */
};

/* The row of a verdict; of VERDICT_INTERNAL for a number that is none. */
const struct verdict_row *verdict_row(enum verdict v);

#endif
