/* SPDX-License-Identifier: ISC */
/* The window's arithmetic. */
#include "config.h"

#include "base/limits.h"
#include "smtp/window.h"

void
smtp_window_init(struct smtp_window *w)
{
	*w = (struct smtp_window){.size = 1};
}

bool
smtp_window_check(const struct smtp_window *w, uint64_t bytes)
{
	if (w->messages == 0)
		return true;
	return w->messages < w->size && w->bytes <= LIMIT_WINDOW_BYTES &&
	    bytes <= LIMIT_WINDOW_BYTES - w->bytes;
}

void
smtp_window_add(struct smtp_window *w, uint64_t bytes)
{
	w->messages++;
	w->bytes += bytes;
}

void
smtp_window_remove(struct smtp_window *w, uint64_t bytes, bool refused)
{
	w->messages--;
	w->bytes -= bytes;
	if (refused) {
		w->size = 1;
		w->succeeded = 0;
		w->before = w->messages;
		return;
	}
	if (w->before > 0) {
		w->before--;
		return;
	}
	if (++w->succeeded < w->size)
		return;
	w->succeeded = 0;
	w->size = w->size < LIMIT_WINDOW_MESSAGES / 2 ? 2 * w->size
						      : LIMIT_WINDOW_MESSAGES;
}
