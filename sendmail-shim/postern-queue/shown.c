/* SPDX-License-Identifier: ISC */
/* Addresses in log lines. */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "sendmail-shim/postern-queue/shown.h"

const char *
shown_address(const char *address, char dst[SHOWN_ADDRESS])
{
	size_t n = 0;

	for (; address[n] != '\0' && n < SHOWN_ADDRESS - 1; n++)
		dst[n] = strchr(" <>", address[n]) != NULL ? '_' : address[n];
	dst[n] = '\0';
	return dst;
}
