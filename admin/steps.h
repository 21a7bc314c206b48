/* SPDX-License-Identifier: ISC */
/* The lines of "postern login": each step with its time. */
#ifndef ADMIN_STEPS_H
#define ADMIN_STEPS_H

#include <stdint.h>

/* A clock that can stand still while a person types. */
struct steps {
	int64_t started;
	int64_t stopped; /* when it was; 0 while it runs */
	unsigned problems;
};

void steps_start(struct steps *s);
void steps_pause(struct steps *s);
void steps_resume(struct steps *s);

/* Prints a step as of now; a problem is counted. */
void steps_say(struct steps *s, const char *what, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void steps_problem(struct steps *s, const char *what, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints a step that took place at us microseconds after base. */
void steps_say_at(
    const struct steps *s, int64_t base, uint64_t us, const char *text);

/* Nanoseconds since the start, for steps_say_at(). */
int64_t steps_now(const struct steps *s);

#endif
