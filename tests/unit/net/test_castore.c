/* SPDX-License-Identifier: ISC */
/* Tests of net/castore. */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "net/castore.h"
#include "net/suites.h"

static const struct {
	const char *name;
	bool hashed;
} cases[] = {
    {"ca-certificates.crt", false},
    {"5ad8a5d6", false},
    {"5ad8a5d6.", false},
    {"5ad8a5d6.r0", false},
    {"5AD8A5D6.0", false},
    {"5ad8a5d.0", false},
    {"5ad8a5d67.0", false},
    {"5ad8a5d6.0", true},
    {"00000000.12", true},
};

START_TEST(knows_hashed_directories)
{
	char dir[] = "/tmp/postern-test-XXXXXX", path[80];
	int fd;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, cases[i].name);
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		ck_assert_int_ge(fd, 0);
		close(fd);
		ck_assert_msg(castore_is_hashed(dir) == cases[i].hashed, "%s",
		    cases[i].name);
		unlink(path);
	}
	ck_assert(!castore_is_hashed(dir));
	rmdir(dir);
	ck_assert(!castore_is_hashed(dir));
}
END_TEST

START_TEST(finds_one_or_the_other)
{
	struct castore found = castore_find();

	ck_assert(found.dir == NULL || found.file == NULL);
	if (found.dir != NULL)
		ck_assert(castore_is_hashed(found.dir));
	if (found.file != NULL)
		ck_assert_int_eq(access(found.file, R_OK), 0);
}
END_TEST

Suite *
castore_suite(void)
{
	const TTest *const tests[] = {
	    knows_hashed_directories, finds_one_or_the_other};

	return SUITE_OF("castore", tests);
}
