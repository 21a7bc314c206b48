/* SPDX-License-Identifier: ISC */
/* Who is told of accounts before their first login. */
#include "config.h"

#include <unistd.h>

#include "nss_imap/nss.h"

/* Root: sshd and login ask before PAM does.  Others would learn who may. */
bool
nss_may_compute(void)
{
	return geteuid() == 0;
}
