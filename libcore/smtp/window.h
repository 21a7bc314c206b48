/* SPDX-License-Identifier: ISC */
/*
 * How many messages may be on their way at once: one at first, twice as many
 * after each window without a refusal, one again after a refusal.
 */
#ifndef SMTP_WINDOW_H
#define SMTP_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

/* A plain value. */
struct smtp_window {
	unsigned size;      /* messages */
	unsigned succeeded; /* since it grew */
	unsigned messages;  /* on their way */
	unsigned before;    /* of those, sent before it fell */
	uint64_t bytes;     /* of them */
};

void smtp_window_init(struct smtp_window *w);

/*
 * Whether a message of this size may leave now: within size messages and
 * LIMIT_WINDOW_BYTES, or alone.
 */
bool smtp_window_check(const struct smtp_window *w, uint64_t bytes);

/* A message leaves; it is answered, with or without a refusal. */
void smtp_window_add(struct smtp_window *w, uint64_t bytes);
void smtp_window_remove(struct smtp_window *w, uint64_t bytes, bool refused);

#endif
