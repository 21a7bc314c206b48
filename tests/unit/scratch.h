/* SPDX-License-Identifier: ISC */
/* A directory of its own for each test that needs files. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include "suite.h"

/* What the path of such a directory takes, its NUL included. */
#define SCRATCH_PATH 32

/* Seconds that a test in such a directory may take: the disk is others' too. */
#define SCRATCH_TIMEOUT 60

/*
 * Makes a new directory below /tmp, to be removed with scratch_remove(). Here
 * and below, what cannot be done fails the test.
 */
void scratch_make(char path_out[SCRATCH_PATH]);

/* Removes a directory with all that is in it; follows no symbolic link. */
void scratch_remove(const char *path);

/*
 * Makes a new directory the current one; goes back to where the test was before
 * that, and removes the directory. One at a time.
 */
void scratch_enter(void);
void scratch_leave(void);

/* The directory that the latest scratch_enter() left, an absolute path. */
const char *scratch_origin(void);

/* Writes a file of mode 0644, in the place of what it had in it. */
void scratch_put(const char *name, const char *text);

/* The same, for a file in directory dir. */
void scratch_put_in(const char *dir, const char *name, const char *text);

/*
 * The first 16 KiB of a file, "" when there is none; they last until the next
 * call.
 */
const char *scratch_read(const char *name);

/*
 * A suite of one test case, each of whose n tests runs in a new directory that
 * set_up (NULL: nothing) fills.
 */
Suite *scratch_suite(
    const char *name, const TTest *const tests[], int n, SFun set_up);
#define SCRATCH_SUITE(name, tests, set_up) \
	scratch_suite(name, tests, (int)COUNT(tests), set_up)

#endif
