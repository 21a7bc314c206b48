/* SPDX-License-Identifier: ISC */
/* An address list with where each mailbox stands in it. */
#ifndef MAIL_ADDRESS_LIST_H
#define MAIL_ADDRESS_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/view.h"

/* One mailbox as the walk finds it; end is the offset in the list behind the
 * last byte of its address. */
struct address_mailbox {
	struct view address;
	struct view name;
	size_t end;
};

typedef bool address_list_fn(void *arg, const struct address_mailbox *m);

/* As address_each(). */
bool address_list_each(struct view list, address_list_fn *fn, void *arg);

#endif
