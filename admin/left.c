/* SPDX-License-Identifier: ISC */
/* Looking for what an account leaves behind. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "admin/left.h"
#include "base/escape.h"
#include "base/num.h"
#include "sys/file.h"

#define STATUS_SIZE 8192

/* Where systems keep them: the first that is there counts. */
static const char *const crontabs[] = {"/var/spool/cron/crontabs",
    "/var/spool/cron", "/var/spool/cron/tabs", NULL};
static const char *const lingers[] = {"/var/lib/systemd/linger", NULL};
static const char *const at_jobs[] = {
    "/var/spool/cron/atjobs", "/var/spool/at", "/var/spool/atjobs", NULL};
static const char *const keys[] = {
    ".ssh/authorized_keys", ".ssh/authorized_keys2", NULL};

/* The first of root/dirs[i]/name that is there. */
static void
find_file(const char *root, const char *const dirs[], const char *name,
    char *dst, size_t size)
{
	struct stat st;

	for (; *dirs != NULL; dirs++) {
		int n = snprintf(dst, size, "%s%s/%s", root, *dirs, name);

		if (n > 0 && n < (int)size && lstat(dst, &st) == 0 &&
		    !S_ISDIR(st.st_mode))
			return;
	}
	dst[0] = '\0';
}

static void
find_keys(const char *root, const char *home, char *dst, size_t size)
{
	struct stat st;

	for (size_t i = 0; keys[i] != NULL; i++) {
		int n = snprintf(dst, size, "%s%s/%s", root, home, keys[i]);

		if (n > 0 && n < (int)size && lstat(dst, &st) == 0)
			return;
	}
	dst[0] = '\0';
}

static unsigned
count_at_jobs(const char *root, uid_t uid)
{
	unsigned n = 0;

	for (size_t i = 0; at_jobs[i] != NULL; i++) {
		char path[LIMIT_PATH];
		struct dirent *entry;
		struct stat st;
		DIR *d;

		snprintf(path, sizeof(path), "%s%s", root, at_jobs[i]);
		d = opendir(path);
		while (d != NULL && (entry = readdir(d)) != NULL)
			n += fstatat(dirfd(d), entry->d_name, &st,
				 AT_SYMLINK_NOFOLLOW) == 0 &&
			    S_ISREG(st.st_mode) && st.st_uid == uid;
		if (d != NULL)
			closedir(d);
	}
	return n;
}

/* What stands behind "Key:" in a /proc/PID/status, without the first tab. */
static struct view
status_value(struct view text, const char *key)
{
	struct view line;

	while (view_split(&text, '\n', &line))
		if (view_starts(line, key))
			return view_trim(view_from(line, strlen(key)));
	return view_of(NULL);
}

/* Whether any of the four user ids (real, effective, saved, file's) is uid. */
static bool
has_uid(struct view ids, uid_t uid)
{
	struct view word;
	uint64_t n;

	while (view_word(&ids, &word))
		if (num_parse(word, 0, UINT32_MAX, &n) && n == uid)
			return true;
	return false;
}

static void
add_session(struct left *l, struct view sids)
{
	struct view word;
	uint64_t n;

	if (!view_word(&sids, &word) || !num_parse(word, 1, INT32_MAX, &n))
		return;
	for (unsigned i = 0; i < l->n_sessions; i++)
		if (l->sessions[i] == (int)n)
			return;
	if (l->n_sessions < LEFT_SESSIONS)
		l->sessions[l->n_sessions++] = (int)n;
}

static void
add_process(struct left *l, int pid, struct view status)
{
	if (l->n_processes < LEFT_NAMED) {
		struct left_process *p = &l->processes[l->n_processes];

		p->pid = pid;
		escape_copy(
		    status_value(status, "Name:"), p->name, sizeof(p->name));
	}
	l->n_processes++;
	add_session(l, status_value(status, "NSsid:"));
}

static void
look_at_process(const char *root, const char *name, uid_t uid, struct left *out)
{
	char path[LIMIT_PATH];
	struct buf b;
	struct error e;
	uint64_t pid;

	if (!num_parse(view_of(name), 1, INT32_MAX, &pid))
		return;
	snprintf(path, sizeof(path), "%s/proc/%s/status", root, name);
	buf_init(&b, STATUS_SIZE);
	if (file_read(path, &b, &e) == ERROR_NONE &&
	    has_uid(status_value(buf_view(&b), "Uid:"), uid))
		add_process(out, (int)pid, buf_view(&b));
	buf_clear(&b);
}

static void
find_processes(const char *root, uid_t uid, struct left *out)
{
	char path[LIMIT_PATH];
	struct dirent *entry;
	DIR *d;

	snprintf(path, sizeof(path), "%s/proc", root);
	d = opendir(path);
	while (d != NULL && (entry = readdir(d)) != NULL)
		look_at_process(root, entry->d_name, uid, out);
	if (d != NULL)
		closedir(d);
}

void
left_find(const char *root, const struct account *a, struct left *out)
{
	*out = (struct left){.n_processes = 0};
	find_processes(root, a->uid, out);
	out->n_at_jobs = count_at_jobs(root, a->uid);
	find_file(root, crontabs, a->name, out->crontab, sizeof(out->crontab));
	find_file(root, lingers, a->name, out->linger, sizeof(out->linger));
	find_keys(root, a->home, out->keys, sizeof(out->keys));
}

bool
left_is_empty(const struct left *l)
{
	return l->n_processes == 0 && l->n_at_jobs == 0 &&
	    l->crontab[0] == '\0' && l->keys[0] == '\0' && l->linger[0] == '\0';
}
