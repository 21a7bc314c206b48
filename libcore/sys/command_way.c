/* SPDX-License-Identifier: ISC */
/* Whether others can have a path lead to something else. */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sys/command_way.h"

/* Groups below are the system's: /usr/local/bin may be of one, "staff". */
#define FIRST_ORDINARY_GID 1000
/* Links that are followed, as by the kernel. */
#define LINKS 40

struct walk {
	struct buf at;    /* where it is, without links; empty: the root */
	struct buf text;  /* holds what is left */
	struct view left; /* names to go from there */
	unsigned links;   /* that were followed */
	bool shared;      /* others write there too, each what is theirs */
};

static enum error_code
too_long(const char *path, struct error *e)
{
	return error_set(e, ERROR_SETTINGS, "%s: too long", path);
}

/* Whether what belongs to this user is as good as root's. */
static bool
is_ours(const struct stat *st)
{
	return st->st_uid == 0 || st->st_uid == geteuid();
}

static bool
is_open(const struct stat *st)
{
	return (st->st_mode & S_IWOTH) != 0 ||
	    ((st->st_mode & S_IWGRP) != 0 && st->st_gid >= FIRST_ORDINARY_GID);
}

/* The directory where the walk is: others can replace nothing of ours in it. */
static enum error_code
check_dir(struct walk *w, struct error *e)
{
	const char *dir = w->at.n != 0 ? buf_str(&w->at) : "/";
	struct stat st;

	if (dir == NULL)
		return too_long("the path", e);
	if (lstat(dir, &st) != 0)
		return error_set_errno(e, ERROR_SETTINGS, "%s", dir);
	if (!is_ours(&st))
		return error_set(e, ERROR_SETTINGS,
		    "%s: it belongs to user %u, who can replace what is in it "
		    "(chown root)",
		    dir, (unsigned)st.st_uid);
	w->shared = is_open(&st);
	if (w->shared && (st.st_mode & S_ISVTX) == 0)
		return error_set(e, ERROR_SETTINGS,
		    "%s: mode %04o lets others replace what is in it "
		    "(chmod go-w)",
		    dir, (unsigned)(st.st_mode & 07777));
	return ERROR_NONE;
}

/* Goes back to where the last name began. */
static void
step_back(struct walk *w)
{
	w->at.n = view_find_last(buf_view(&w->at), '/');
}

/* Goes on from a link, at which the walk is, by what it says. */
static enum error_code
follow(struct walk *w, const char *path, struct error *e)
{
	char target[LIMIT_PATH];
	ssize_t n = readlink(path, target, sizeof(target));
	struct buf text;

	if (n < 0)
		return error_set_errno(e, ERROR_SETTINGS, "%s", path);
	buf_init(&text, w->text.max);
	buf_add(&text, view_make(target, (size_t)n));
	buf_add_byte(&text, '/');
	buf_add(&text, w->left);
	buf_clear(&w->text);
	w->text = text;
	w->left = buf_view(&w->text);
	if (text.failed || ++w->links > LINKS)
		return too_long(path, e);
	if (target[0] == '/')
		buf_reset(&w->at);
	else
		step_back(w);
	return ERROR_NONE;
}

/* Goes to a name of the directory where the walk is. */
static enum error_code
enter(struct walk *w, struct view name, struct error *e)
{
	enum error_code code = check_dir(w, e);
	const char *path;
	struct stat st;

	if (code != ERROR_NONE)
		return code;
	buf_add_byte(&w->at, '/');
	buf_add(&w->at, name);
	path = buf_str(&w->at);
	if (path == NULL)
		return too_long("the path", e);
	if (lstat(path, &st) != 0)
		return error_set_errno(e, ERROR_SETTINGS, "%s", path);
	if (!S_ISLNK(st.st_mode))
		return ERROR_NONE;
	if (w->shared && !is_ours(&st))
		return error_set(e, ERROR_SETTINGS,
		    "%s: the symbolic link belongs to user %u, who can replace "
		    "it (chown -h root)",
		    path, (unsigned)st.st_uid);
	return follow(w, path, e);
}

static enum error_code
walk(struct walk *w, struct error *e)
{
	enum error_code code = ERROR_NONE;
	struct view name;

	while (code == ERROR_NONE && view_split(&w->left, '/', &name)) {
		if (name.n == 0 || view_eq_str(name, "."))
			continue;
		if (view_eq_str(name, ".."))
			step_back(w);
		else
			code = enter(w, name, e);
	}
	return code;
}

enum error_code
command_check_way(const char *path, struct error *e)
{
	struct walk w = {.links = 0};
	char here[LIMIT_PATH] = "";
	enum error_code code;

	if (path[0] != '/' && getcwd(here, sizeof(here)) == NULL)
		return error_set_errno(e, ERROR_SETTINGS, "%s", path);
	buf_init(&w.at, LIMIT_PATH);
	buf_init(&w.text, 3UL * LIMIT_PATH);
	buf_printf(&w.text, "%s/%s", here, path);
	w.left = buf_view(&w.text);
	code = w.text.failed ? too_long(path, e) : walk(&w, e);
	buf_clear(&w.at);
	buf_clear(&w.text);
	return code;
}
