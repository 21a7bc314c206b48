/* SPDX-License-Identifier: ISC */
/* The Received field. */
#include "config.h"

#include <stdio.h>

#include "mail/date.h"
#include "sendmail-shim/postern-queue/received.h"

void
received_compose(char *dst, size_t size, const char *host, const char *name,
    uid_t uid, const char *user, int64_t wall)
{
	char date[DATE_TEXT];

	date_format(wall, date);
	snprintf(dst, size,
	    "Received: by %s (Postern, from %s%suid %u)\r\n\tid %s; %s", host,
	    user, user[0] != '\0' ? ", " : "", (unsigned)uid, name, date);
}
