/* SPDX-License-Identifier: ISC */
/* Walking over all records of the registry with constant memory. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "users/registry_link.h"

struct registry_walk {
	DIR *names;
	struct accounts_range range;
	char dir[LIMIT_PATH];
};

enum error_code
registry_walk_open(const char *dir, const struct accounts_range *range,
    struct registry_walk **out, struct error *e)
{
	char path[REGISTRY_PATH];
	struct registry_walk *w;

	*out = NULL;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return error_set(e, ERROR_MEMORY, "%s: no memory", dir);
	w->range = *range;
	if (!view_copy(view_of(dir), w->dir, sizeof(w->dir))) {
		free(w);
		return error_set(e, ERROR_LIMIT, "%s: too long", dir);
	}
	snprintf(path, sizeof(path), "%s/%s", dir, REGISTRY_BY_NAME);
	w->names = opendir(path);
	if (w->names == NULL && errno != ENOENT) {
		free(w);
		return error_set_errno(e, ERROR_SYSTEM, "%s", path);
	}
	*out = w;
	return ERROR_NONE;
}

enum error_code
registry_walk_next(
    struct registry_walk *w, struct account *out, struct error *e)
{
	struct dirent *entry;

	while (w->names != NULL && (entry = readdir(w->names)) != NULL)
		if (registry_find_name(w->dir, view_of(entry->d_name),
			&w->range, out, e) == ERROR_NONE)
			return ERROR_NONE;
	return error_set(e, ERROR_NOTFOUND, "%s: no more records", w->dir);
}

void
registry_walk_close(struct registry_walk **w)
{
	if (*w != NULL && (*w)->names != NULL)
		closedir((*w)->names);
	free(*w);
	*w = NULL;
}

enum error_code
registry_each(const char *dir, const struct accounts_range *range,
    registry_each_fn *fn, void *arg, struct error *e)
{
	struct registry_walk *w;
	struct account account;
	enum error_code code = registry_walk_open(dir, range, &w, e);

	if (code != ERROR_NONE)
		return code;
	while (registry_walk_next(w, &account, e) == ERROR_NONE)
		if (!fn(arg, &account))
			break;
	registry_walk_close(&w);
	return ERROR_NONE;
}
