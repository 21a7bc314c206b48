/* SPDX-License-Identifier: ISC */
/* The header section as it goes out. */
#include "config.h"

#include "mail/address.h"
#include "mail/compose.h"
#include "mail/header.h"

/* What a section has. */
enum {
	HAS_DATE = 1 << 0,
	HAS_FROM = 1 << 1,
	HAS_ID = 1 << 2,
	HAS_MIME = 1 << 3,
	HAS_TYPE = 1 << 4,
	HAS_ENCODING = 1 << 5,
	HAS_RESENT = 1 << 6,
	HAS_RESENT_DATE = 1 << 7,
	HAS_RESENT_FROM = 1 << 8,
	HAS_RESENT_ID = 1 << 9,
	HAS_SIGNATURE = 1 << 10
};

/* Bare names of SENDERS stay: such a name is a local one that nobody can
 * answer, and what sends the message to the relay tells it apart by that. */
enum treatment { KEEP, DROP, ADDRESSES, SENDERS };

static const struct rule {
	const char *name;
	unsigned has;
	enum treatment treatment;
} rules[] = {
    {"Date", HAS_DATE, KEEP},
    {"From", HAS_FROM, SENDERS},
    {"Sender", 0, SENDERS},
    {"Reply-To", 0, ADDRESSES},
    {"To", 0, ADDRESSES},
    {"Cc", 0, ADDRESSES},
    {"Bcc", 0, DROP},
    {"Message-ID", HAS_ID, KEEP},
    {"MIME-Version", HAS_MIME, KEEP},
    {"Content-Type", HAS_TYPE, KEEP},
    {"Content-Transfer-Encoding", HAS_ENCODING, KEEP},
    {"Resent-Date", HAS_RESENT_DATE, KEEP},
    {"Resent-From", HAS_RESENT_FROM, SENDERS},
    {"Resent-Sender", 0, SENDERS},
    {"Resent-Reply-To", 0, ADDRESSES},
    {"Resent-To", 0, ADDRESSES},
    {"Resent-Cc", 0, ADDRESSES},
    {"Resent-Bcc", 0, DROP},
    {"Resent-Message-ID", HAS_RESENT_ID, KEEP},
    {"DKIM-Signature", HAS_SIGNATURE, KEEP},
    {"Return-Path", 0, DROP},
    {"Content-Length", 0, DROP},
};

static const struct rule any = {"", 0, KEEP};

static const struct rule *
find_rule(const struct header_field *f)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (header_is(f, rules[i].name))
			return &rules[i];
	return &any;
}

static bool
is_resent(const struct header_field *f)
{
	return view_starts_case(f->name, "Resent-");
}

static bool
is_blank(struct view body)
{
	for (size_t i = 0; i < body.n; i++)
		if (body.p[i] != ' ' && body.p[i] != '\t' &&
		    body.p[i] != '\n' && body.p[i] != '\r')
			return false;
	return true;
}

/* Whether the field stays: a blank one does not where it says nothing. */
static bool
stays(const struct header_field *f, const struct rule *rule)
{
	if (rule->treatment == DROP)
		return false;
	return (rule->treatment == KEEP && rule->has == 0) ||
	    !is_blank(f->body);
}

static unsigned
survey(struct view section)
{
	struct header_field f;
	unsigned has = 0;

	while (header_next(&section, &f)) {
		const struct rule *rule = find_rule(&f);

		if (stays(&f, rule))
			has |= rule->has;
		if (is_resent(&f))
			has |= HAS_RESENT;
	}
	return has;
}

static void
add_from(struct buf *out, const char *name, const struct compose *c)
{
	buf_printf(out, "%s: ", name);
	if (c->full_name.n > 0) {
		address_add_phrase(out, c->full_name);
		buf_add_str(out, " <");
	}
	buf_add(out, c->from);
	buf_add_str(out, c->full_name.n > 0 ? ">\n" : "\n");
}

static void
add_line(struct buf *out, const char *name, struct view value)
{
	buf_printf(out, "%s: ", name);
	buf_add(out, value);
	buf_add_byte(out, '\n');
}

static void
add_resent(struct buf *out, const struct compose *c, unsigned has)
{
	if ((has & HAS_RESENT_DATE) == 0)
		add_line(out, "Resent-Date", c->date);
	if ((has & HAS_RESENT_FROM) == 0)
		add_from(out, "Resent-From", c);
	if ((has & HAS_RESENT_ID) == 0)
		add_line(out, "Resent-Message-ID", c->message_id);
}

static void
add_missing(struct buf *out, const struct compose *c, unsigned has)
{
	bool charset = c->charset.n > 0;

	if ((has & HAS_DATE) == 0)
		add_line(out, "Date", c->date);
	if ((has & HAS_FROM) == 0)
		add_from(out, "From", c);
	if ((has & HAS_ID) == 0)
		add_line(out, "Message-ID", c->message_id);
	if ((has & HAS_MIME) == 0 && (charset || (has & HAS_TYPE) != 0))
		add_line(out, "MIME-Version", view_of("1.0"));
	if ((has & HAS_TYPE) == 0 && charset) {
		buf_add_str(out, "Content-Type: text/plain; charset=");
		buf_add(out, c->charset);
		buf_add_byte(out, '\n');
	}
	if ((has & HAS_ENCODING) == 0 && charset)
		add_line(out, "Content-Transfer-Encoding", view_of("8bit"));
}

/* The field with its addresses completed; false, with out as it was, when they
 * cannot be. */
static bool
add_addresses(struct buf *out, const struct compose *c,
    const struct header_field *f, enum treatment treatment)
{
	size_t before = out->n;
	struct view domain = treatment == ADDRESSES ? c->domain : view_of("");

	if (treatment == SENDERS && view_is_ascii(f->body))
		return false;
	buf_add(out, f->name);
	buf_add_byte(out, ':');
	if (out->failed || address_complete(out, f->body, domain, c->to_ascii))
		return true;
	out->n = before;
	return false;
}

/* One field of the section; its last line may lack its end. */
static void
add_field(struct buf *out, const struct compose *c,
    const struct header_field *f, const struct rule *rule)
{
	bool whole = rule->treatment != ADDRESSES && rule->treatment != SENDERS;

	if (whole || !add_addresses(out, c, f, rule->treatment))
		buf_add(out,
		    view_make(
			f->raw.p, (size_t)(f->body.p - f->raw.p) + f->body.n));
	buf_add_byte(out, '\n');
}

bool
compose_header(
    const struct compose *compose, struct view section, struct buf *out)
{
	struct compose own = *compose, *c = &own;
	unsigned has = survey(section);
	bool resent = (has & HAS_RESENT) != 0;
	struct header_field f;

	if ((has & HAS_SIGNATURE) != 0)
		own.to_ascii = NULL;
	while (header_next(&section, &f)) {
		const struct rule *rule = find_rule(&f);

		if (resent && is_resent(&f)) {
			add_resent(out, c, has);
			resent = false;
		}
		if (stays(&f, rule))
			add_field(out, c, &f, rule);
	}
	add_missing(out, c, has);
	return !out->failed;
}

size_t
compose_skip_envelope_line(struct view text)
{
	struct view rest = text;

	while (view_starts(rest, "From ") || view_starts(rest, ">From ")) {
		size_t n = view_find(rest, '\n');

		if (n == rest.n)
			break;
		rest = view_from(rest, n + 1);
	}
	return text.n - rest.n;
}
