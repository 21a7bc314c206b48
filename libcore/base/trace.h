/* SPDX-License-Identifier: ISC */
/* Whoever wants to be told of each step in words. */
#ifndef BASE_TRACE_H
#define BASE_TRACE_H

/* Told of a step; never of a secret. */
typedef void trace_fn(void *arg, const char *text);

/* A plain value; with fn NULL nobody is told. */
struct trace {
	trace_fn *fn;
	void *arg;
};

/* Tells of a step, cut at LIMIT_MESSAGE_TEXT. */
void trace_step(const struct trace *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
