/* SPDX-License-Identifier: ISC */
/* Numbers in text and on the wire, with bounds. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

/*
 * Parses decimal digits and nothing else (no sign, no space, at least one
 * digit).  False, with *out untouched, when it is none or outside min..max.
 */
bool num_parse(struct view v, uint64_t min, uint64_t max, uint64_t *out);

/* Big-endian numbers at p. */
void num_put16(unsigned char *p, uint16_t n);
void num_put32(unsigned char *p, uint32_t n);
void num_put64(unsigned char *p, uint64_t n);
uint16_t num_get16(const unsigned char *p);
uint32_t num_get32(const unsigned char *p);
uint64_t num_get64(const unsigned char *p);

#endif
