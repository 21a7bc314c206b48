/* SPDX-License-Identifier: ISC */
/* Printing results. */
#include "config.h"

#include <stdio.h>

#include "admin/output.h"
#include "base/escape.h"

#define FLAGS (JSON_COMPACT | JSON_ENSURE_ASCII)

void
output_begin(struct output *o, bool json)
{
	*o = (struct output){.json = json};
	if (json)
		fputs("[", stdout);
}

void
output_object(struct output *o, json_t *object)
{
	fputs(o->n++ == 0 ? "\n" : ",\n", stdout);
	if (object == NULL || json_dumpf(object, stdout, FLAGS) != 0)
		o->failed = true;
	json_decref(object);
}

bool
output_end(struct output *o)
{
	if (o->json)
		fputs(o->n == 0 ? "]\n" : "\n]\n", stdout);
	if (fflush(stdout) == 0 && !ferror(stdout) && !o->failed)
		return true;
	fputs("postern: the output is not whole\n", stderr);
	return false;
}

bool
output_single(json_t *object)
{
	struct output o = {.failed = object == NULL};

	if (object != NULL && json_dumpf(object, stdout, JSON_INDENT(2)) != 0)
		o.failed = true;
	fputs("\n", stdout);
	json_decref(object);
	return output_end(&o);
}

json_t *
output_string(const char *s)
{
	char escaped[4 * LIMIT_PATH + 1];
	json_t *value = json_string(s);

	if (value != NULL)
		return value;
	return json_string(escape_copy(view_of(s), escaped, sizeof(escaped)));
}

json_t *
output_account(const struct account *a)
{
	return json_pack("{s:s, s:I, s:I, s:o, s:o}", "address", a->name, "uid",
	    (json_int_t)a->uid, "gid", (json_int_t)a->uid, "home",
	    output_string(a->home), "shell", output_string(a->shell));
}
