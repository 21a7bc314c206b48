/* SPDX-License-Identifier: ISC */
/* The envelope of a spool file: filling it and writing it down. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "queue/message.h"

void
message_init(struct message *m)
{
	*m = (struct message){.uid = (uid_t)-1};
	buf_init(
	    &m->recipients, (size_t)LIMIT_RECIPIENTS * (LIMIT_ADDRESS + 1));
}

void
message_clear(struct message *m)
{
	buf_clear(&m->recipients);
	for (unsigned i = 0; m->wishes != NULL && i < m->n_recipients; i++)
		free(m->wishes[i].orcpt);
	free(m->wishes);
	message_init(m);
}

bool
message_check_address(struct view address)
{
	bool quoted = false, domain = false;

	if (address.n == 0 || address.n > LIMIT_ADDRESS ||
	    !utf8_check_shown(address))
		return false;
	for (size_t i = 0; i < address.n; i++) {
		char c = address.p[i];

		if (c == '"' && domain)
			return false;
		if (c == '"')
			quoted = !quoted;
		else if (quoted && c == '\\' && ++i == address.n)
			return false;
		else if (!quoted && memchr(" <>\\", c, 4) != NULL)
			return false;
		domain = domain || (!quoted && c == '@');
	}
	return !quoted;
}

bool
message_check_word(struct view word)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] < '!' || word.p[i] > '~')
			return false;
	return word.n != 0;
}

bool
message_check_ret(struct view ret)
{
	return view_eq_str(ret, "FULL") || view_eq_str(ret, "HDRS");
}

bool
message_check_user(struct view name)
{
	static const char others[] = "._@+$-";

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') &&
		    memchr(others, c, sizeof(others) - 1) == NULL)
			return false;
	}
	return name.n != 0 && name.n <= LIMIT_ADDRESS;
}

void
message_set_user(struct message *m, struct view name)
{
	if (!message_check_user(name) ||
	    !view_copy(name, m->user, sizeof(m->user)))
		m->user[0] = '\0';
}

enum error_code
message_set_sender(struct message *m, struct view address, struct error *e)
{
	if (address.n != 0 && !message_check_address(address))
		return error_set(
		    e, ERROR_INPUT, "the sender is not a mail address");
	if (!view_copy(address, m->sender, sizeof(m->sender)))
		return error_set(e, ERROR_BUG, "the sender does not fit");
	return ERROR_NONE;
}

enum error_code
message_add_recipient(struct message *m, struct view address, struct error *e)
{
	if (!message_check_address(address))
		return error_set(
		    e, ERROR_INPUT, "a recipient is not a mail address");
	if (m->n_recipients == LIMIT_RECIPIENTS)
		return error_set(e, ERROR_LIMIT, "more than %d recipients",
		    LIMIT_RECIPIENTS);
	if (buf_room(&m->recipients, address.n + 1) == NULL)
		return error_set(e, ERROR_MEMORY, "no memory");
	buf_add(&m->recipients, address);
	buf_add_byte(&m->recipients, '\0');
	m->n_recipients++;
	return ERROR_NONE;
}

/* The wish about the last recipient. */
static enum error_code
last_wish(struct message *m, struct message_wish **out, struct error *e)
{
	if (m->n_recipients == 0)
		return error_set(
		    e, ERROR_INPUT, "a parameter without its recipient");
	if (m->wishes == NULL)
		m->wishes = calloc(LIMIT_RECIPIENTS, sizeof(*m->wishes));
	if (m->wishes == NULL)
		return error_set(e, ERROR_MEMORY, "no memory");
	*out = &m->wishes[m->n_recipients - 1];
	return ERROR_NONE;
}

enum error_code
message_add_notify(struct message *m, struct view notify, struct error *e)
{
	struct message_wish *w;
	unsigned bits;
	enum error_code code = last_wish(m, &w, e);

	if (code != ERROR_NONE)
		return code;
	if (w->notify != 0 || !notify_parse(notify, &bits))
		return error_set(e, ERROR_INPUT, "no value of NOTIFY");
	w->notify = bits;
	return ERROR_NONE;
}

enum error_code
message_add_orcpt(struct message *m, struct view orcpt, struct error *e)
{
	struct message_wish *w;
	enum error_code code = last_wish(m, &w, e);

	if (code != ERROR_NONE)
		return code;
	if (w->orcpt != NULL || !orcpt_check(orcpt))
		return error_set(e, ERROR_INPUT, "no value of ORCPT");
	w->orcpt = view_dup(orcpt);
	return w->orcpt != NULL ? ERROR_NONE
				: error_set(e, ERROR_MEMORY, "no memory");
}

unsigned
message_notify(const struct message *m, unsigned i)
{
	unsigned bits = 0;

	if (m->wishes != NULL && i < m->n_recipients)
		bits = m->wishes[i].notify;
	if (bits == 0)
		notify_parse(view_of(m->notify), &bits);
	return bits;
}

const char *
message_orcpt(const struct message *m, unsigned i)
{
	if (m->wishes == NULL || i >= m->n_recipients ||
	    m->wishes[i].orcpt == NULL)
		return "";
	return m->wishes[i].orcpt;
}

const char *
message_recipient(const struct message *m, unsigned i)
{
	const char *p = m->recipients.p;

	if (i >= m->n_recipients)
		return NULL;
	while (i-- > 0)
		p += strlen(p) + 1;
	return p;
}

static void
put_field(struct buf *b, const char *key, const char *value)
{
	buf_printf(b, "%s %zu:%s\n", key, strlen(value), value);
}

static void
put_number(struct buf *b, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	put_field(b, key, text);
}

static void
put_optional(struct buf *b, const char *key, const char *value)
{
	if (value[0] != '\0')
		put_field(b, key, value);
}

static void
put_text_facts(struct buf *b, const struct message *m)
{
	buf_printf(b, "size 20:%020" PRIu64 "\n", m->size);
	buf_printf(b, "eight-bit 1:%d\n", m->eight_bit);
	buf_printf(b, "longest 20:%020" PRIu64 "\n", m->longest);
	buf_add_str(b, "end 0:\n");
}

static void
put_wish(struct buf *b, const struct message_wish *w)
{
	char notify[NOTIFY_TEXT];

	notify_text(w->notify, notify);
	put_optional(b, "recipient-notify", notify);
	if (w->orcpt != NULL)
		put_field(b, "orcpt", w->orcpt);
}

bool
message_encode(const struct message *m, struct buf *b, size_t *size_at_out)
{
	const char *p = m->recipients.p;

	buf_add_str(b,
	    m->wishes == NULL ? MESSAGE_FIRST_LINE : MESSAGE_SECOND_FIRST_LINE);
	put_field(b, "sender", m->sender);
	put_number(b, "uid", m->uid);
	put_optional(b, "user", m->user);
	put_number(b, "time", m->time);
	put_optional(b, "notify", m->notify);
	put_optional(b, "ret", m->ret);
	put_optional(b, "envid", m->envid);
	for (unsigned i = 0; i < m->n_recipients; i++) {
		put_field(b, "recipient", p);
		if (m->wishes != NULL)
			put_wish(b, &m->wishes[i]);
		p += strlen(p) + 1;
	}
	*size_at_out = b->n;
	put_text_facts(b, m);
	return !b->failed;
}
