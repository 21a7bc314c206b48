/* SPDX-License-Identifier: ISC */
/* Counting what lies in a directory of drop/ and is one user's. */
#ifndef QUEUE_PUT_COUNT_H
#define QUEUE_PUT_COUNT_H

#include <stdbool.h>

#include "queue/limits.h"

/*
 * Adds the files in the directory that belong to use->uid, or whose name says
 * so (those that came by the socket).  False with errno set when it cannot be
 * read.
 */
bool count_files(int dir_fd, struct limits_use *use);

#endif
