/* SPDX-License-Identifier: ISC */
/* The spool's directories and names. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "queue/spool.h"

#define TIME_DIGITS 16

static const char *const dir_names[SPOOL_DIRS] = {
    [SPOOL_DROP_TMP] = "drop/tmp",
    [SPOOL_DROP_NEW] = "drop/new",
    [SPOOL_QUEUE] = "queue",
    [SPOOL_HOLD] = "hold",
    [SPOOL_FAILED] = "failed",
    [SPOOL_CORRUPT] = "corrupt",
};

const char *
spool_dir_name(enum spool_dir d)
{
	return dir_names[d];
}

int
spool_open_dir(const char *spool, enum spool_dir d)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
	int base = open(spool, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd, saved;

	if (base < 0)
		return -1;
	fd = openat(base, dir_names[d], flags);
	saved = errno;
	close(base);
	errno = saved;
	return fd;
}

/* The two halves of a new name. */
static bool
new_numbers(uint64_t out[2])
{
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) != 0 || now.tv_sec < 0 ||
	    getrandom(&out[1], sizeof(out[1]), 0) != sizeof(out[1]))
		return false;
	out[0] = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	return true;
}

static void
write_name(const uint64_t numbers[2], char dst[SPOOL_NAME + 1])
{
	snprintf(dst, SPOOL_NAME + 1, "%016" PRIx64 "-%016" PRIx64, numbers[0],
	    numbers[1]);
}

bool
spool_new_name(char dst[SPOOL_NAME + 1])
{
	uint64_t numbers[2];

	if (!new_numbers(numbers))
		return false;
	write_name(numbers, dst);
	return true;
}

bool
spool_new_name_of(uid_t uid, char dst[SPOOL_NAME + 1])
{
	uint64_t numbers[2];

	if (!new_numbers(numbers))
		return false;
	numbers[1] = numbers[1] << 32 | uid;
	write_name(numbers, dst);
	return true;
}

static int
hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

bool
spool_check_name(struct view name)
{
	if (name.n != SPOOL_NAME || name.p[TIME_DIGITS] != '-')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (i != TIME_DIGITS && hex_value(name.p[i]) < 0)
			return false;
	return true;
}

uid_t
spool_name_uid(struct view name)
{
	uid_t uid = 0;

	for (size_t i = SPOOL_NAME - 8; i < SPOOL_NAME; i++)
		uid = uid * 16 + (uid_t)hex_value(name.p[i]);
	return uid;
}

long long
spool_name_time(struct view name)
{
	unsigned long long us = 0;

	for (size_t i = 0; i < TIME_DIGITS; i++)
		us = us * 16 + (unsigned long long)hex_value(name.p[i]);
	return (long long)(us / 1000000);
}
