/* SPDX-License-Identifier: ISC */
/* Reports to senders. */
#include "config.h"

#include "sendmail-shim/postern-queue/report.h"

bool
report_write(struct runner *r, struct entry *en, struct error *e)
{
	(void)r;
	(void)e;
	for (unsigned i = 0; i < en->j.n; i++)
		if (en->changed[i] && en->j.list[i].state == JOURNAL_BOUNCED)
			en->j.list[i].state = JOURNAL_FAILED;
	return true;
}
