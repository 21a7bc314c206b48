/* SPDX-License-Identifier: ISC */
/* The header section as it goes out. */
#include "config.h"

#include "mail/address.h"
#include "mail/header.h"
#include "mail/origin.h"
#include "mail/rewrite.h"

/* The section's facts that decide about several fields. */
struct facts {
	bool from;       /* there is one */
	bool from_moves; /* it becomes the account */
	bool from_many;  /* it names several, and stays */
	bool sender;     /* there is one that stays */
	bool resent_moves;
	bool reply_to;
};

struct rewriting {
	const struct rewrite_policy *policy;
	struct facts facts;
	bool from_done; /* a second From is dropped */
	struct buf *out;
};

static struct facts
read_facts(const struct rewrite_policy *p, struct view section)
{
	struct facts facts = {.from = false};
	struct header_field f;
	struct origin o;

	while (header_next(&section, &f)) {
		if (header_is(&f, "Reply-To"))
			facts.reply_to = true;
		if (header_is(&f, "Resent-From") && origin_read(p, f.body, &o))
			facts.resent_moves = true;
		if (header_is(&f, "Sender") && !origin_read(p, f.body, &o))
			facts.sender = true;
		if (!header_is(&f, "From") || facts.from)
			continue;
		facts.from = true;
		facts.from_moves = origin_read(p, f.body, &o);
		facts.from_many = !facts.from_moves && o.n > 1;
	}
	return facts;
}

/* A field with the account for the original. */
static void
put_account(struct rewriting *r, const char *field, const struct origin *o)
{
	struct buf name, phrase;

	buf_init(&name, 1024);
	buf_init(&phrase, 8192);
	origin_add_name(o, &name);
	address_add_phrase(&phrase, buf_view(&name));
	buf_printf(r->out, "%s:", field);
	if (phrase.n > 0 && !phrase.failed) {
		buf_add_byte(r->out, ' ');
		buf_add(r->out, buf_view(&phrase));
	}
	if (phrase.n + r->policy->account.n > 64)
		buf_add_str(r->out, "\r\n");
	buf_printf(r->out, " <%.*s>\r\n", VIEW_ARG(r->policy->account));
	buf_clear(&name);
	buf_clear(&phrase);
}

static void
put_raw(struct rewriting *r, const struct header_field *f)
{
	buf_add(r->out, f->raw);
	if (f->raw.n > 0 && f->raw.p[f->raw.n - 1] != '\n')
		buf_add_str(r->out, "\r\n");
}

static void
put_reply_to(struct rewriting *r, const struct origin *o)
{
	size_t before = r->out->n, empty;

	if (r->facts.reply_to || r->out->failed)
		return;
	buf_add_str(r->out, "Reply-To: ");
	empty = r->out->n;
	origin_add_reachable(o, r->out);
	if (r->out->n == empty)
		r->out->n = before;
	else
		buf_add_str(r->out, "\r\n");
}

/* Several authors need one who sends (RFC 5322 3.6.2). */
static void
put_missing_sender(struct rewriting *r)
{
	if (r->facts.from_many && !r->facts.sender)
		buf_printf(
		    r->out, "Sender: <%.*s>\r\n", VIEW_ARG(r->policy->account));
}

/* Handlers of fields that do not simply stay. */
static void
put_from(struct rewriting *r, const struct header_field *f)
{
	struct origin o;

	if (r->from_done)
		return;
	r->from_done = true;
	if (!origin_read(r->policy, f->body, &o)) {
		put_raw(r, f);
		put_missing_sender(r);
		return;
	}
	put_account(r, "From", &o);
	put_reply_to(r, &o);
}

static void
put_resent_from(struct rewriting *r, const struct header_field *f)
{
	struct origin o;

	if (origin_read(r->policy, f->body, &o))
		put_account(r, "Resent-From", &o);
	else
		put_raw(r, f);
}

static void
put_sender(struct rewriting *r, const struct header_field *f)
{
	struct origin o;

	if (!r->facts.from_moves && !origin_read(r->policy, f->body, &o))
		put_raw(r, f);
}

static void
put_resent_sender(struct rewriting *r, const struct header_field *f)
{
	struct origin o;

	if (!r->facts.resent_moves && !origin_read(r->policy, f->body, &o))
		put_raw(r, f);
}

static void
put_nothing(struct rewriting *r, const struct header_field *f)
{
	(void)r;
	(void)f;
}

static const struct {
	const char *field;
	void (*put)(struct rewriting *r, const struct header_field *f);
} handlers[] = {
    {"From", put_from},
    {"Resent-From", put_resent_from},
    {"Sender", put_sender},
    {"Resent-Sender", put_resent_sender},
    {"Bcc", put_nothing},
    {"Resent-Bcc", put_nothing},
    {"Return-Path", put_nothing},
};

static void
put_field(struct rewriting *r, const struct header_field *f)
{
	for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++)
		if (header_is(f, handlers[i].field)) {
			handlers[i].put(r, f);
			return;
		}
	put_raw(r, f);
}

bool
rewrite_headers(const struct rewrite_policy *p, struct view section,
    struct view received, struct buf *out)
{
	struct rewriting r = {.policy = p, .out = out};
	struct origin nobody = {.policy = p};
	struct header_field f;

	r.facts = read_facts(p, section);
	buf_add(out, received);
	if (received.n > 0 && received.p[received.n - 1] != '\n')
		buf_add_str(out, "\r\n");
	if (!r.facts.from && p->account.n > 0)
		put_account(&r, "From", &nobody);
	while (header_next(&section, &f))
		put_field(&r, &f);
	buf_add_str(out, "\r\n");
	return !out->failed;
}
