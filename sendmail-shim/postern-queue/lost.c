/* SPDX-License-Identifier: ISC */
/* Directories that are not where they were opened. */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sendmail-shim/postern-queue/lost.h"
#include "sys/log.h"

/* Whether a directory is certainly another, or none, than the one opened. */
static bool
is_lost(const char *spool, enum spool_dir d, int opened)
{
	int fd = spool_open_dir(spool, d);
	struct stat then, now;
	bool lost;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP;
	lost = fstat(opened, &then) == 0 && fstat(fd, &now) == 0 &&
	    (then.st_dev != now.st_dev || then.st_ino != now.st_ino);
	close(fd);
	return lost;
}

bool
lost_spool(struct runner *r)
{
	for (unsigned d = SPOOL_DROP_NEW; d < SPOOL_DIRS && !r->lost; d++) {
		if (!is_lost(r->config.spool, d, r->store.dirs[d]))
			continue;
		log_event(LOG_LEVEL_ERROR,
		    "spool: %s/%s: it was removed while this runner is at work "
		    "(reinstall, or systemd-tmpfiles --create, makes it anew)",
		    r->config.spool, spool_dir_name(d));
		r->lost = true;
		runner_stop(r);
	}
	return r->lost;
}
