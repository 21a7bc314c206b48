/* SPDX-License-Identifier: ISC */
/*
 * Asks libnss_imap alone, through libc:
 *
 *	nss-answers sizes NAME...	every function of each account, with a
 *					buffer of every size up to what it needs
 *	nss-answers names SEED COUNT	so many names and numbers by chance:
 *					no answer but the one that was asked for
 *
 * Says what is wrong and fails; else prints how many answers it got.
 */
#include "config.h"

#include <errno.h>
#include <grp.h>
#include <nss.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENOUGH 65536
#define LONGEST_NAME (1024 * 1024)
#define FIRST_OF_OURS 2000300000U

static unsigned answers, wrong;

static void
complain(const char *what, const char *name, size_t size)
{
	fprintf(stderr, "%s: %.100s, with %zu bytes\n", what, name, size);
	wrong++;
}

/* What is asked for; one of name and number. */
struct question {
	const char *name;
	unsigned number;
};

/* A record of either database, with all of its strings in text. */
struct record {
	unsigned number;
	unsigned group;
	const char *text[5];
	char **members;
};

typedef int ask_fn(const struct question *q, char *buffer, size_t size,
    struct record *out, bool *found_out);

static int
took_passwd(
    int code, const struct passwd *pw, struct record *out, bool *found_out)
{
	*found_out = pw != NULL;
	if (pw != NULL)
		*out = (struct record){pw->pw_uid, pw->pw_gid,
		    {pw->pw_name, pw->pw_passwd, pw->pw_gecos, pw->pw_dir,
			pw->pw_shell},
		    NULL};
	return code;
}

static int
took_group(
    int code, const struct group *gr, struct record *out, bool *found_out)
{
	*found_out = gr != NULL;
	if (gr != NULL)
		*out = (struct record){gr->gr_gid, gr->gr_gid,
		    {gr->gr_name, gr->gr_passwd, "", "", ""}, gr->gr_mem};
	return code;
}

static int
ask_pwnam(const struct question *q, char *buffer, size_t size,
    struct record *out, bool *found_out)
{
	struct passwd pw, *found;
	int code = getpwnam_r(q->name, &pw, buffer, size, &found);

	return took_passwd(code, found, out, found_out);
}

static int
ask_pwuid(const struct question *q, char *buffer, size_t size,
    struct record *out, bool *found_out)
{
	struct passwd pw, *found;
	int code = getpwuid_r(q->number, &pw, buffer, size, &found);

	return took_passwd(code, found, out, found_out);
}

static int
ask_grnam(const struct question *q, char *buffer, size_t size,
    struct record *out, bool *found_out)
{
	struct group gr, *found;
	int code = getgrnam_r(q->name, &gr, buffer, size, &found);

	return took_group(code, found, out, found_out);
}

static int
ask_grgid(const struct question *q, char *buffer, size_t size,
    struct record *out, bool *found_out)
{
	struct group gr, *found;
	int code = getgrgid_r(q->number, &gr, buffer, size, &found);

	return took_group(code, found, out, found_out);
}

static const struct {
	const char *name;
	ask_fn *ask;
} functions[] = {
    {"getpwnam_r", ask_pwnam},
    {"getpwuid_r", ask_pwuid},
    {"getgrnam_r", ask_grnam},
    {"getgrgid_r", ask_grgid},
};

#define FUNCTIONS (sizeof(functions) / sizeof(functions[0]))

static bool
is_same(const struct record *a, const struct record *b)
{
	bool same = a->number == b->number && a->group == b->group;

	for (int i = 0; i < 5; i++)
		same = same && strcmp(a->text[i], b->text[i]) == 0;
	if (a->members != NULL)
		same = same && a->members[0] == NULL &&
		    (uintptr_t)a->members % sizeof(char *) == 0;
	return same;
}

/*
 * One size more at a time: too small each, then the whole record.  A number
 * that is not registered has no answer.
 */
static void
try_sizes(const char *function, ask_fn *ask, const struct question *q)
{
	static char enough[ENOUGH];
	struct record whole, record;
	bool found;
	int reason = ask(q, enough, sizeof(enough), &whole, &found);

	if (reason != 0 || !found) {
		if (reason != 0 || ask == ask_pwnam || ask == ask_grnam)
			complain(function, q->name, sizeof(enough));
		return;
	}
	for (size_t size = 0; size < sizeof(enough); size++) {
		char *buffer = malloc(size);
		int code = ask(q, buffer, size, &record, &found);
		bool good = code == 0 && found && is_same(&record, &whole);

		free(buffer);
		if (good) {
			answers++;
			return;
		}
		if (code != ERANGE || found)
			complain(function, q->name, size);
	}
	complain(function, "never enough", sizeof(enough));
}

/* The groups of an account with room for none, one, and so on. */
static void
try_groups(const char *name, gid_t own)
{
	gid_t all[64];
	int n_all = 64, n = -1;

	if (getgrouplist(name, own, all, &n_all) < 0)
		complain("getgrouplist", name, 64);
	for (int room = 0; n < 0 && room <= n_all; room++) {
		gid_t *some = malloc((size_t)room * sizeof(*some));
		int has = room;

		n = getgrouplist(name, own, some, &has);
		if (has != n_all || (n < 0) != (room < n_all))
			complain("getgrouplist", name, (size_t)room);
		free(some);
	}
	answers++;
}

static void
try_account(const char *name)
{
	static char enough[ENOUGH];
	struct passwd pw, *found;
	struct question q = {.name = name};

	if (getpwnam_r(name, &pw, enough, sizeof(enough), &found) != 0 ||
	    found == NULL) {
		complain("getpwnam_r", name, sizeof(enough));
		return;
	}
	q.number = pw.pw_uid;
	for (size_t i = 0; i < FUNCTIONS; i++)
		try_sizes(functions[i].name, functions[i].ask, &q);
	try_groups(name, pw.pw_gid);
}

/* The same numbers for the same seed, everywhere. */
static uint64_t
draw(uint64_t *state, uint64_t below)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return (*state >> 33) % below;
}

/* Mostly pieces of names that could be ours, some bytes by chance. */
static void
draw_name(uint64_t *state, char *name)
{
	static const char *const pieces[] = {"alice", "carol", "dave", "x", "@",
	    "@example.org", "@example.test", ".", "..", "-", "_", "+", ":", "/",
	    "\n", "\\", "A", "\xc3\xa9", "%s%n", " ", "root",
	    "../../etc/passwd", "0"};
	size_t n = 0;

	for (uint64_t i = draw(state, 5) + 1; i > 0; i--) {
		const char *piece =
		    pieces[draw(state, sizeof(pieces) / sizeof(pieces[0]))];
		uint64_t times = draw(state, 16) == 0 ? draw(state, 300) : 1;

		for (; times > 0 && n + 20 < 8192; times--)
			n += (size_t)snprintf(name + n, 20, "%s", piece);
	}
	if (draw(state, 4) == 0 && n > 0)
		name[draw(state, n)] = (char)(draw(state, 255) + 1);
}

/* An answer is about what was asked, with a number of ours. */
static void
try_question(const struct question *q, char *buffer, size_t size)
{
	for (size_t i = 0; i < FUNCTIONS; i++) {
		bool by_name = i % 2 == 0, found;
		struct record record;
		int code = functions[i].ask(q, buffer, size, &record, &found);

		if (code != 0 && code != ERANGE)
			complain(functions[i].name, q->name, size);
		if (!found)
			continue;
		answers++;
		if (record.number < FIRST_OF_OURS || code != 0 ||
		    (by_name ? strcmp(record.text[0], q->name) != 0
			     : record.number != q->number))
			complain(functions[i].name, q->name, size);
	}
}

static void
try_names(uint64_t state, unsigned count)
{
	static char name[LONGEST_NAME + 1];
	struct question q = {.name = name};

	for (unsigned i = 0; i < count; i++) {
		size_t size = draw(&state, 600);
		char *buffer = malloc(size);

		name[0] = '\0';
		draw_name(&state, name);
		q.number = draw(&state, 2) == 0
		    ? (unsigned)draw(&state, UINT32_MAX)
		    : FIRST_OF_OURS + (unsigned)draw(&state, 100);
		try_question(&q, buffer, size);
		free(buffer);
	}
	memset(name, 'a', LONGEST_NAME);
	try_question(&q, (char[600]){""}, 600);
	memcpy(name + LONGEST_NAME - 12, "@example.org", 12);
	try_question(&q, (char[600]){""}, 600);
}

int
main(int argc, char **argv)
{
	if (argc < 3 || __nss_configure_lookup("passwd", "imap") != 0 ||
	    __nss_configure_lookup("group", "imap") != 0)
		return 64;
	if (strcmp(argv[1], "sizes") == 0) {
		for (int i = 2; i < argc; i++)
			try_account(argv[i]);
	} else if (argc == 4 && strcmp(argv[1], "names") == 0) {
		try_names(strtoul(argv[2], NULL, 10),
		    (unsigned)strtoul(argv[3], NULL, 10));
	} else {
		return 64;
	}
	printf("%u answers, %u wrong\n", answers, wrong);
	return wrong == 0 ? 0 : 1;
}
