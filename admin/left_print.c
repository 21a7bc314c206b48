/* SPDX-License-Identifier: ISC */
/* Saying what an account leaves behind. */
#include "config.h"

#include <stdio.h>

#include "admin/left.h"
#include "admin/output.h"
#include "base/escape.h"

static void
print_processes(const struct left *l, const struct account *a)
{
	unsigned named =
	    l->n_processes < LEFT_NAMED ? l->n_processes : LEFT_NAMED;

	printf("  running     %u processes in %u sessions:", l->n_processes,
	    l->n_sessions);
	for (unsigned i = 0; i < named; i++)
		printf(" %s[%d]", l->processes[i].name, l->processes[i].pid);
	if (named < l->n_processes)
		fputs(" ...", stdout);
	printf("\n              (loginctl terminate-user %s; pkill -KILL -u "
	       "%u)\n",
	    a->name, (unsigned)a->uid);
}

/* A path that its owner may have named, and the command for it. */
static void
print_path(const char *what, const char *path, const char *cure)
{
	char escaped[2 * LIMIT_PATH];

	if (path[0] != '\0')
		printf("  %-10s  %s (%s)\n", what,
		    escape_copy(view_of(path), escaped, sizeof(escaped)), cure);
}

void
left_print(const struct left *l, const struct account *a)
{
	if (l->n_processes != 0)
		print_processes(l, a);
	print_path("crontab", l->crontab, "crontab -r -u ADDRESS");
	if (l->n_at_jobs != 0)
		printf("  at jobs     %u (atq, atrm)\n", l->n_at_jobs);
	print_path("SSH keys", l->keys, "move it away");
	print_path("lingers", l->linger, "loginctl disable-linger ADDRESS");
}

static json_t *
path_json(const char *path)
{
	return path[0] != '\0' ? output_string(path) : json_null();
}

static json_t *
pids_json(const struct left *l)
{
	json_t *pids = json_array();

	for (unsigned i = 0; i < l->n_processes && i < LEFT_NAMED; i++)
		json_array_append_new(pids, json_integer(l->processes[i].pid));
	return pids;
}

json_t *
left_json(const struct left *l)
{
	return json_pack("{s:i, s:i, s:o, s:i, s:o, s:o, s:o}", "processes",
	    (int)l->n_processes, "sessions", (int)l->n_sessions, "pids",
	    pids_json(l), "at_jobs", (int)l->n_at_jobs, "crontab",
	    path_json(l->crontab), "authorized_keys", path_json(l->keys),
	    "linger", path_json(l->linger));
}
