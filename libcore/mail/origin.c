/* SPDX-License-Identifier: ISC */
/* The original behind a rewritten From. */
#include "config.h"

#include "mail/address.h"
#include "mail/origin.h"

/* A copy of v that fits, whole characters of UTF-8 only. */
static void
copy_cut(struct view v, char *dst, size_t size)
{
	size_t n = v.n < size ? v.n : size - 1;

	while (n < v.n && n > 0 && ((unsigned char)v.p[n] & 0xc0) == 0x80)
		n--;
	if (!view_copy(view_before(v, n), dst, size))
		dst[0] = '\0';
}

/* An address_fn. */
static bool
note_address(void *arg, struct view address, struct view name)
{
	struct origin *o = arg;

	if (!rewrite_permits(o->policy, address))
		o->refused = true;
	if (o->n++ == 0) {
		if (!view_copy(address, o->address, sizeof(o->address)))
			o->refused = true;
		copy_cut(name, o->name, sizeof(o->name));
	}
	return true;
}

bool
origin_read(const struct rewrite_policy *p, struct view body, struct origin *o)
{
	*o = (struct origin){.policy = p};
	if (p->account.n == 0)
		return false;
	if (!address_each(body, note_address, o) || o->n == 0) {
		o->refused = true;
		o->address[0] = '\0';
		copy_cut(view_trim(body), o->name, sizeof(o->name));
	}
	return o->refused;
}

/* Whether a domain is this host, or a name that only means something here. */
static bool
is_local(const struct rewrite_policy *p, struct view domain)
{
	static const char *const tops[] = {
	    "localhost", "localdomain", "local", "internal", "invalid", "lan"};
	size_t dot = view_find_last(domain, '.');
	struct view top = view_from(domain, dot < domain.n ? dot + 1 : 0);

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

bool
origin_is_reachable(const struct rewrite_policy *p, const struct origin *o)
{
	struct view address = view_of(o->address);
	struct view domain = domain_of(address);

	if (!view_is_ascii(address) || view_has_control(address) ||
	    view_find(address, ' ') != address.n || domain.n == 0 ||
	    domain.p[0] == '[')
		return false;
	return view_eq_case(domain, domain_of(p->account)) ||
	    !is_local(p, domain);
}

void
origin_name(
    const struct rewrite_policy *p, const struct origin *o, struct buf *b)
{
	struct view address = view_of(o->address), name = view_of(o->name);
	struct view local, domain = {"", 0}, place;
	struct view host = view_before(p->host, view_find(p->host, '.'));
	bool bare = name.n == 0;

	if (address.n == 0) {
		buf_add(b, name);
		return;
	}
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
