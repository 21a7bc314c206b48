/* SPDX-License-Identifier: ISC */
/* Addresses in log lines. */
#ifndef POSTERN_QUEUE_SHOWN_H
#define POSTERN_QUEUE_SHOWN_H

#include "base/limits.h"

#define SHOWN_ADDRESS (LIMIT_ADDRESS + 1)

/*
 * Copies an address for a line of the log: what could end it there and begin
 * another field (blanks and brackets, which may stand in quotes) becomes '_'.
 * Returns dst.
 */
const char *shown_address(const char *address, char dst[SHOWN_ADDRESS]);

#endif
