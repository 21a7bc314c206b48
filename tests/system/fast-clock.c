/* SPDX-License-Identifier: ISC */
/*
 * Lets time pass FASTER times as fast for postern-queue and relay-send, by
 * /etc/ld.so.preload, so that a test sees deadlines of minutes.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define FASTER 20
#define SECOND 1000000000LL

int __poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t size);

static int
is_ours(void)
{
	return strcmp(program_invocation_short_name, "postern-queue") == 0 ||
	    strcmp(program_invocation_short_name, "relay-send") == 0;
}

static long long
real(clockid_t id)
{
	struct timespec ts;

	syscall(SYS_clock_gettime, id, &ts);
	return ts.tv_sec * SECOND + ts.tv_nsec;
}

/* The wall clock goes on from where it is; the other one has no start. */
int
clock_gettime(clockid_t id, struct timespec *ts)
{
	static long long start;
	long long now = real(id);

	if (is_ours() && id == CLOCK_REALTIME) {
		if (start == 0)
			start = now;
		now = start + (now - start) * FASTER;
	} else if (is_ours() && id == CLOCK_MONOTONIC) {
		now *= FASTER;
	}
	ts->tv_sec = (time_t)(now / SECOND);
	ts->tv_nsec = (long)(now % SECOND);
	return 0;
}

int
poll(struct pollfd *fds, nfds_t n, int ms)
{
	struct timespec ts, *left = NULL;
	long long wait = ms;

	if (is_ours() && ms > 0)
		wait = ms / FASTER + 1;
	if (ms >= 0) {
		ts.tv_sec = (time_t)(wait / 1000);
		ts.tv_nsec = (long)(wait % 1000 * 1000000);
		left = &ts;
	}
	return ppoll(fds, n, left, NULL);
}

/* What a fortified poll() calls. */
int
__poll_chk(struct pollfd *fds, nfds_t n, int ms, size_t size)
{
	(void)size;
	return poll(fds, n, ms);
}
