/* SPDX-License-Identifier: ISC */
/*
 * Asks the C library for names and says how long an answer takes:
 *
 *	names-ask pwnam|pwuid|groups|list MS <names
 *
 * Names (numbers for pwuid; for groups a name, a space and the number of its
 * primary group) come one a line and are asked in turn until MS
 * milliseconds are over; the mean is printed in nanoseconds, then how many
 * were found of how many that were asked.  list enumerates all accounts once:
 * their number, by how many kB that made the process grow, and milliseconds.
 * Times are the processor's for this process: nothing here waits, and what
 * else the machine does is not counted.
 */
#include "config.h"

#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define MOST 200000
#define LINE 300

static char *names[MOST];
static size_t n_names;

static bool
ask_pwnam(const char *name)
{
	struct passwd pw, *found = NULL;
	char buffer[4096];

	return getpwnam_r(name, &pw, buffer, sizeof(buffer), &found) == 0 &&
	    found != NULL;
}

static bool
ask_pwuid(const char *number)
{
	struct passwd pw, *found = NULL;
	char buffer[4096];

	return getpwuid_r((uid_t)strtoul(number, NULL, 10), &pw, buffer,
		   sizeof(buffer), &found) == 0 &&
	    found != NULL;
}

/* What initgroups() does, without the privilege: found is one more group. */
static bool
ask_groups(const char *line)
{
	gid_t groups[64], primary;
	int n = 64;
	char name[LINE], *number;

	snprintf(name, sizeof(name), "%s", line);
	number = strchr(name, ' ');
	if (number == NULL)
		exit(1);
	*number++ = '\0';
	primary = (gid_t)strtoul(number, NULL, 10);
	return getgrouplist(name, primary, groups, &n) > 1;
}

static const struct {
	const char *name;
	bool (*ask)(const char *name);
} questions[] = {
    {"pwnam", ask_pwnam},
    {"pwuid", ask_pwuid},
    {"groups", ask_groups},
};

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void
read_names(void)
{
	char line[LINE];

	while (n_names < MOST && fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		names[n_names] = strdup(line);
		if (names[n_names++] == NULL)
			exit(1);
	}
	if (n_names == 0)
		exit(1);
}

static void
measure(bool (*ask)(const char *name), long ms)
{
	int64_t from, until;
	uint64_t n = 0, found = 0;

	ask(names[0]); /* which loads the modules */
	from = now();
	until = from + ms * 1000000;
	do {
		for (int i = 0; i < 8; i++)
			found += ask(names[n++ % n_names]);
	} while (now() < until);
	printf("%lld %llu %llu\n", (long long)(now() - from) / (long long)n,
	    (unsigned long long)found, (unsigned long long)n);
}

static long
memory_kb(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	return r.ru_maxrss;
}

static void
enumerate(void)
{
	long before, n = 0;
	int64_t from;

	getpwnam("root");
	setpwent();
	for (int i = 0; i < 100 && getpwent() != NULL; i++)
		n++;
	before = memory_kb();
	from = now();
	while (getpwent() != NULL)
		n++;
	endpwent();
	printf("%ld %ld %lld\n", n, memory_kb() - before,
	    (long long)(now() - from) / 1000000);
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "list") == 0) {
		enumerate();
		return 0;
	}
	if (argc != 3)
		return 64;
	read_names();
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		if (strcmp(argv[1], questions[i].name) == 0)
			measure(questions[i].ask, strtol(argv[2], NULL, 10));
	return 0;
}
