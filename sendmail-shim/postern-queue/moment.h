/* SPDX-License-Identifier: ISC */
/* One reading of both clocks, in seconds; taken once a turn. */
#ifndef POSTERN_QUEUE_MOMENT_H
#define POSTERN_QUEUE_MOMENT_H

#include <stdint.h>

struct moment {
	int64_t wall; /* since 1970: what the journal and mailq say */
	int64_t mono; /* since the start of the machine: how long tried */
};

#endif
