/* SPDX-License-Identifier: ISC */
/*
 * spool-fill DIRECTORY NUMBER UID GID [RECIPIENT]: writes that many messages
 * into a directory of the spool, each with a recipient of its own unless one
 * is named; every tenth has a journal of three attempts.  For the tests.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char text[] = "Subject: filled\r\n\r\ntext\r\n";

static void
fail(const char *what)
{
	fprintf(stderr, "spool-fill: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
put(const char *name, const char *content, int n, uid_t uid, gid_t gid)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, content, (size_t)n) != n ||
	    fchown(fd, uid, gid) != 0 || close(fd) != 0)
		fail(name);
}

int
main(int argc, char **argv)
{
	char name[64], to[64], content[1024];
	int64_t now = time(NULL);
	long number;
	uid_t uid;
	gid_t gid;

	if (argc < 5 || argc > 6) {
		fprintf(stderr,
		    "usage: spool-fill DIRECTORY NUMBER UID GID [RECIPIENT]\n");
		return 64;
	}
	number = strtol(argv[2], NULL, 10);
	uid = (uid_t)strtoul(argv[3], NULL, 10);
	gid = (gid_t)strtoul(argv[4], NULL, 10);
	if (chdir(argv[1]) != 0)
		fail(argv[1]);
	for (long i = 0; i < number; i++) {
		int n,
		    id = snprintf(name, sizeof(name), "%016" PRIx64 "-%016lx",
			now * 1000000 + i, i);
		int length = argc == 6
		    ? snprintf(to, sizeof(to), "%s", argv[5])
		    : snprintf(to, sizeof(to), "user%ld@example.net", i);

		n = snprintf(content, sizeof(content),
		    "postern-message 1\nsender 17:root@example.test\n"
		    "uid 1:0\ntime 10:%010" PRId64 "\nrecipient %d:%s\n"
		    "size 20:%020zu\neight-bit 1:0\nlongest 20:%020d\n"
		    "end 0:\n%s",
		    now, length, to, strlen(text), 15, text);
		put(name, content, n, uid, gid);
		if (i % 10 != 0)
			continue;
		snprintf(name + id, sizeof(name) - (size_t)id, ".j");
		n = snprintf(content, sizeof(content),
		    "postern-journal 1\nto 0 %d:%s %d:%s\nend 1\n"
		    "state 0 deferred 3 %" PRId64 " 780 8:provider 9:450 "
		    "later\n",
		    length, to, length, to, now + 3600);
		put(name, content, n, uid, gid);
	}
	return 0;
}
