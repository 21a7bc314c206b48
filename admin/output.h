/* SPDX-License-Identifier: ISC */
/* Results on standard output: lines for people, or JSON for programs. */
#ifndef ADMIN_OUTPUT_H
#define ADMIN_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "users/account.h"

/* A list of results, printed one by one: an array in JSON. */
struct output {
	bool json;
	bool failed; /* memory was short, or standard output does not take it */
	size_t n;
};

void output_begin(struct output *o, bool json);

/* Prints one object, which is taken over; NULL: memory was short. */
void output_object(struct output *o, json_t *object);

/* Ends the list; false, with a line on standard error, after a failure. */
bool output_end(struct output *o);

/* Prints a single object, which is taken over; false like output_end(). */
bool output_single(json_t *object);

/* A string that others may have made: escaped where it is not UTF-8. */
json_t *output_string(const char *s);

/* {"address": ..., "uid": N, "gid": N, "home": ..., "shell": ...} */
json_t *output_account(const struct account *a);

#endif
