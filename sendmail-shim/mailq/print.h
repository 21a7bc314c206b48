/* SPDX-License-Identifier: ISC */
/* The queue as people read it. */
#ifndef MAILQ_PRINT_H
#define MAILQ_PRINT_H

#include <stdint.h>
#include <stdio.h>

#include "sendmail-shim/mailq/ask.h"

struct print {
	FILE *to;
	const char *note; /* before the first message; NULL after a state */
	int64_t now;      /* seconds since 1970 */
	unsigned messages;
	uint64_t bytes;
	enum control_place place; /* of the message whose recipients come */
};

void print_init(struct print *p, FILE *to);

/* An ear that prints whatever it is told of. */
struct ask_ear print_ear(struct print *p);

/* Why nothing goes out, if so. */
void print_state(struct print *p, const struct control_state *s);

void print_message(struct print *p, const struct control_message *m);
void print_recipient(struct print *p, const struct control_recipient *r);

/* The sum, or that there is nothing. */
void print_end(struct print *p);

/* "45s", "12m", "3h", "4d"; and "123", "1.5K", "20M".  Both return dst. */
#define PRINT_SHORT 16
char *print_span(int64_t seconds, char dst[PRINT_SHORT]);
char *print_size(uint64_t bytes, char dst[PRINT_SHORT]);

#endif
