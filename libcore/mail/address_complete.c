/* SPDX-License-Identifier: ISC */
/* Giving the mailboxes of a list the domains that they are to have. */
#include "config.h"

#include "mail/address.h"
#include "mail/address_list.h"

struct completion {
	struct buf *b;
	struct view list;
	struct view domain;
	address_domain_fn *fn;
	size_t copied; /* so much of list is in b */
};

/* Copies the list up to that offset. */
static void
copy_to(struct completion *c, size_t end)
{
	buf_add(c->b, view_make(c->list.p + c->copied, end - c->copied));
	c->copied = end;
}

/* Puts another name for the domain that ends at that offset. */
static void
convert(struct completion *c, struct view domain, size_t end)
{
	char room[ADDRESS_DOMAIN];
	struct view raw = view_make(c->list.p + end - domain.n, domain.n);

	if (domain.n > end - c->copied || !view_eq(raw, domain))
		return;
	copy_to(c, end - domain.n);
	buf_add(c->b, c->fn(domain, room));
	c->copied = end;
}

static bool
complete_one(void *arg, const struct address_mailbox *m)
{
	struct completion *c = arg;
	struct view local, domain;

	if (address_split(m->address, &local, &domain)) {
		if (c->fn != NULL && view_is_ascii(local) &&
		    !view_is_ascii(domain))
			convert(c, domain, m->end);
	} else if (c->domain.n > 0) {
		copy_to(c, m->end);
		buf_add_byte(c->b, '@');
		buf_add(c->b, c->domain);
	}
	return !c->b->failed;
}

bool
address_complete(
    struct buf *b, struct view list, struct view domain, address_domain_fn *fn)
{
	struct completion c = {b, list, domain, fn, 0};
	size_t before = b->n;

	if (b->failed)
		return false;
	if (address_list_each(list, complete_one, &c) &&
	    buf_add(b, view_from(list, c.copied)))
		return true;
	b->n = before;
	b->failed = false;
	return false;
}
