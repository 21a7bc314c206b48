/* SPDX-License-Identifier: ISC */
/* The original behind a rewritten From. */
#include "config.h"

#include "mail/address.h"
#include "mail/origin.h"

/* So much of v that it fits, whole characters of UTF-8 only. */
static struct view
cut(struct view v)
{
	size_t n = v.n < ORIGIN_NAME ? v.n : ORIGIN_NAME;

	while (n < v.n && n > 0 && ((unsigned char)v.p[n] & 0xc0) == 0x80)
		n--;
	return view_before(v, n);
}

/* An address_fn. */
static bool
note_address(void *arg, struct view address, struct view name)
{
	struct origin *o = arg;

	(void)name;
	o->n++;
	if (address.n > LIMIT_ADDRESS || !rewrite_permits(o->policy, address))
		o->refused = true;
	return true;
}

bool
origin_read(const struct rewrite_policy *p, struct view body, struct origin *o)
{
	*o = (struct origin){.policy = p, .body = body};
	if (p->account.n == 0)
		return false;
	o->readable = address_each(body, note_address, o) && o->n > 0;
	o->refused |= !o->readable;
	return o->refused;
}

/* Whether a domain is this host, or a name that only means something here; an
 * address (RFC 5321 4.1.3) is neither. */
static bool
is_local(const struct rewrite_policy *p, struct view domain)
{
	static const char *const tops[] = {
	    "localhost", "localdomain", "local", "internal", "invalid", "lan"};
	size_t dot = view_find_last(domain, '.');
	struct view top = view_from(domain, dot < domain.n ? dot + 1 : 0);

	if (view_starts(domain, "["))
		return false;
	if (domain.n == 0 || dot == domain.n || view_eq_case(domain, p->host))
		return true;
	for (size_t i = 0; i < sizeof(tops) / sizeof(tops[0]); i++)
		if (view_eq_case_str(top, tops[i]))
			return true;
	return false;
}

static struct view
domain_of(struct view address)
{
	struct view local, domain;

	return address_split(address, &local, &domain) ? domain
						       : (struct view){"", 0};
}

/* Whether an answer to the address would arrive. */
static bool
is_reachable(const struct rewrite_policy *p, struct view address)
{
	struct view domain = domain_of(address);

	if (!view_is_ascii(address) || view_has_control(address) ||
	    address.n > LIMIT_ADDRESS || view_find(address, ' ') != address.n ||
	    domain.n == 0 || domain.p[0] == '[')
		return false;
	return view_eq_case(domain, domain_of(p->account)) ||
	    !is_local(p, domain);
}

/* A list that grows while an origin is walked. */
struct list {
	const struct rewrite_policy *policy;
	struct buf *b;
	size_t start;
	bool full;
};

/* An address_fn. */
static bool
add_reachable(void *arg, struct view address, struct view name)
{
	struct list *l = arg;

	(void)name;
	if (!is_reachable(l->policy, address))
		return true;
	if (l->b->n > l->start)
		buf_add_str(l->b, ",\r\n ");
	return buf_add(l->b, address);
}

void
origin_add_reachable(const struct origin *o, struct buf *b)
{
	struct list l = {o->policy, b, b->n, false};

	if (o->readable)
		address_each(o->body, add_reachable, &l);
}

static void
add_one(const struct rewrite_policy *p, struct view address, struct view name,
    struct buf *b)
{
	struct view local, domain = {"", 0}, place;
	struct view host = view_before(p->host, view_find(p->host, '.'));
	bool bare = name.n == 0;

	address_split(address, &local, &domain);
	bare = bare || view_eq_case(name, local);
	place = domain;
	if (host.n > 0 &&
	    (is_local(p, domain) ||
		(bare && view_eq_case(domain, domain_of(p->account)))))
		place = host;
	if (bare)
		buf_printf(b, "%.*s (%.*s)", VIEW_ARG(local), VIEW_ARG(place));
	else
		buf_printf(b, "%.*s (%.*s at %.*s)", VIEW_ARG(name),
		    VIEW_ARG(local), VIEW_ARG(place));
}

/* An address_fn. */
static bool
add_name(void *arg, struct view address, struct view name)
{
	struct list *l = arg;
	size_t before = l->b->n;

	if (l->full)
		return true;
	if (before > l->start)
		buf_add_str(l->b, ", ");
	add_one(l->policy, address, cut(name), l->b);
	if (before > l->start && l->b->n - l->start > ORIGIN_NAMES) {
		l->full = true;
		l->b->n = before;
		buf_add_str(l->b, " and others");
	}
	return true;
}

void
origin_add_name(const struct origin *o, struct buf *b)
{
	struct list l = {o->policy, b, b->n, false};

	if (o->readable)
		address_each(o->body, add_name, &l);
	else
		buf_add(b, cut(view_trim(o->body)));
}
