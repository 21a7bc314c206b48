/* SPDX-License-Identifier: ISC */
/* Walking an address list. */
#include "config.h"

#include "base/limits.h"
#include "mail/address.h"
#include "mail/address_list.h"
#include "mail/address_token.h"

struct walk {
	struct view list;
	struct view rest;
	struct buf address; /* the words and joins so far, without space */
	struct buf phrase;  /* the same as text */
	struct buf comment;
	size_t end;
	bool after_word; /* the last token was one */
	bool is_phrase;  /* two words in a row: no address */
	bool in_group;
	bool angled; /* phrase and address are told apart by brackets */
	address_list_fn *fn;
	void *arg;
};

static void
start_address(struct walk *w)
{
	buf_reset(&w->address);
	w->after_word = w->is_phrase = false;
}

static void
start_element(struct walk *w)
{
	start_address(w);
	buf_reset(&w->phrase);
	buf_reset(&w->comment);
	w->angled = false;
}

static void
add_address(struct walk *w, const struct address_token *t)
{
	bool word = t->type == ADDRESS_TOKEN_WORD;

	if (word && w->after_word)
		w->is_phrase = true;
	w->after_word = word;
	if (t->sign == '"' || t->sign == '[')
		buf_add(&w->address, t->raw);
	else
		address_token_add_text(&w->address, t);
	w->end = w->list.n - w->rest.n;
}

static void
add_phrase(struct walk *w, const struct address_token *t)
{
	if (t->spaced && w->phrase.n > 0)
		buf_add_byte(&w->phrase, ' ');
	address_token_add_text(&w->phrase, t);
}

/* Whether the words make an address: at most one '@', not at an end. */
static bool
check_address(const struct walk *w)
{
	struct view a = buf_view(&w->address), local, domain;

	if (w->is_phrase || w->address.failed || a.p[0] == '@')
		return false;
	return !address_split(a, &local, &domain) ||
	    (domain.n > 0 && !address_split(local, &local, &domain));
}

static bool
is_join_or_word(const struct address_token *t)
{
	return t->type == ADDRESS_TOKEN_WORD || t->type == ADDRESS_TOKEN_JOIN;
}

/* What stands behind '<', up to '>'; a route before ':' is left out. */
static bool
walk_angle(struct walk *w)
{
	bool route;

	start_address(w);
	w->angled = true;
	for (;;) {
		struct address_token t =
		    address_token_next(&w->rest, &w->comment);

		route = w->address.n > 0 && w->address.p[0] == '@';
		if (is_join_or_word(&t))
			add_address(w, &t);
		else if (t.type != ADDRESS_TOKEN_SIGN)
			return false;
		else if (t.sign == '>')
			return true;
		else if (t.sign == ':' && route)
			start_address(w);
		else if (t.sign == ',' && route)
			w->after_word = false;
		else
			return false;
	}
}

/* Hands the element over, unless it is empty. */
static bool
finish_element(struct walk *w)
{
	struct address_mailbox m;

	if (w->address.n == 0)
		return !w->phrase.failed;
	if (!check_address(w) || w->phrase.failed || w->comment.failed)
		return false;
	m.address = buf_view(&w->address);
	m.name = w->angled ? buf_view(&w->phrase) : view_of("");
	if (m.name.n == 0)
		m.name = buf_view(&w->comment);
	m.end = w->end;
	return w->fn(w->arg, &m);
}

/* A sign outside brackets; false when it must not stand there. */
static bool
walk_sign(struct walk *w, char sign)
{
	switch (sign) {
	case '<':
		return !w->angled && walk_angle(w);
	case ':':
		if (w->in_group || w->angled || w->phrase.n == 0)
			return false;
		w->in_group = true;
		start_element(w);
		return true;
	case ';':
		w->in_group = false;
		/* FALLTHROUGH */
	case ',':
		if (!finish_element(w))
			return false;
		start_element(w);
		return true;
	default:
		return false;
	}
}

static bool
walk_list(struct walk *w)
{
	start_element(w);
	for (;;) {
		struct address_token t =
		    address_token_next(&w->rest, &w->comment);

		if (t.type == ADDRESS_TOKEN_END)
			return !w->in_group && finish_element(w);
		if (t.type == ADDRESS_TOKEN_BAD)
			return false;
		if (t.type == ADDRESS_TOKEN_SIGN) {
			if (!walk_sign(w, t.sign))
				return false;
		} else if (w->angled) {
			return false;
		} else {
			add_address(w, &t);
			add_phrase(w, &t);
		}
	}
}

bool
address_list_each(struct view list, address_list_fn *fn, void *arg)
{
	struct walk w = {.list = list, .rest = list, .fn = fn, .arg = arg};
	bool ok;

	buf_init(&w.address, LIMIT_HEADERS);
	buf_init(&w.phrase, LIMIT_HEADERS);
	buf_init(&w.comment, LIMIT_HEADERS);
	ok = walk_list(&w);
	buf_clear(&w.address);
	buf_clear(&w.phrase);
	buf_clear(&w.comment);
	return ok;
}

struct each {
	address_fn *fn;
	void *arg;
};

static bool
call_each(void *arg, const struct address_mailbox *m)
{
	const struct each *each = arg;

	return each->fn(each->arg, m->address, m->name);
}

bool
address_each(struct view list, address_fn *fn, void *arg)
{
	struct each each = {fn, arg};

	return address_list_each(list, call_each, &each);
}

bool
address_split(
    struct view address, struct view *local_out, struct view *domain_out)
{
	size_t at = address.n;
	bool quoted = false;

	for (size_t i = 0; i < address.n; i++) {
		if (address.p[i] == '"')
			quoted = !quoted;
		else if (address.p[i] == '\\' && quoted)
			i++;
		else if (address.p[i] == '@' && !quoted)
			at = i;
	}
	*local_out = view_before(address, at);
	*domain_out = view_from(address, at + 1);
	return at < address.n;
}
