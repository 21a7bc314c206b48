/* SPDX-License-Identifier: ISC */
/* Looking at stored passwords, and dropping them, as their owner. */
#include "config.h"

#include <string.h>

#include "admin/owner.h"
#include "admin/stored.h"
#include "base/names.h"
#include "pam_imap/daemon/offline_file.h"

static const struct offline_places places = {
    .dir = NAMES_OFFLINE_DIR,
    .machine_id = NAMES_MACHINE_ID,
};

/* What goes to the child and what comes back. */
struct work {
	char address[LIMIT_ADDRESS + 1];
	uint64_t since;
};

static enum error_code
find(void *arg, struct error *e)
{
	struct work *work = arg;
	struct offline_record record;
	struct offline_dir d;
	enum error_code code = offline_dir_open(&places, &d, e);

	if (code != ERROR_NONE)
		return code;
	code = offline_file_load(&d, work->address, &record, e);
	work->since = record.stored;
	explicit_bzero(&record, sizeof(record));
	offline_dir_close(&d);
	return code;
}

static enum error_code
drop(void *arg, struct error *e)
{
	const struct work *work = arg;

	return offline_remove(&places, work->address, e);
}

static enum error_code
run(owner_fn *fn, const char *address, struct work *work, struct error *e)
{
	*work = (struct work){.since = 0};
	if (!view_copy(view_of(address), work->address, sizeof(work->address)))
		return error_set(e, ERROR_BUG, "the address is too long");
	return owner_run(fn, work, sizeof(*work), e);
}

enum error_code
stored_find(const char *address, int64_t *since_out, struct error *e)
{
	struct work work;
	enum error_code code = run(find, address, &work, e);

	*since_out = (int64_t)work.since;
	return code;
}

enum error_code
stored_drop(const char *address, struct error *e)
{
	struct work work;

	return run(drop, address, &work, e);
}
