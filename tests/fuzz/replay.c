/* SPDX-License-Identifier: ISC */
/*
 * Feeds a fuzz target every file of its corpus, each whole and cut at each
 * byte, in memory of just that size.  CORPUS names the folder.
 */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LARGEST 65536

static void
feed(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);

	if (copy == NULL)
		abort();
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static int
replay(int dir, const char *name)
{
	static uint8_t data[LARGEST];
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, data, sizeof(data)) : -1;

	if (fd >= 0)
		close(fd);
	if (n < 0) {
		perror(name);
		return 0;
	}
	for (size_t cut = 0; cut <= (size_t)n; cut++)
		feed(data, cut);
	return 1;
}

int
main(void)
{
	const char *top = getenv("top_srcdir");
	char path[1024];
	struct dirent *entry;
	unsigned files = 0;
	DIR *d;

	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s",
	    top != NULL ? top : ".", CORPUS);
	d = opendir(path);
	if (d == NULL) {
		perror(path);
		return EXIT_FAILURE;
	}
	while ((entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.') {
			if (!replay(dirfd(d), entry->d_name))
				return EXIT_FAILURE;
			files++;
		}
	closedir(d);
	printf("%u files\n", files);
	return files > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
