/* SPDX-License-Identifier: ISC */
/* Listing the queue. */
#include "config.h"

#include <sysexits.h>

#include "sendmail-shim/mailq/mailq.h"

int
mailq_main(void)
{
	return EX_UNAVAILABLE;
}
