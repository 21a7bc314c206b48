/* SPDX-License-Identifier: ISC */
/* Sending: the message from standard input to queue-put. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/escape.h"
#include "mail/address.h"
#include "mail/mend.h"
#include "mail/recipients.h"
#include "sendmail-shim/local/a_label.h"
#include "sendmail-shim/sendmail/handoff.h"
#include "sendmail-shim/sendmail/repair.h"
#include "sendmail-shim/sendmail/send.h"
#include "sendmail-shim/sendmail/source.h"

/* Room for what address_complete() and the added fields put to a section. */
#define COMPOSED (2 * LIMIT_HEADERS)

struct run {
	const struct send *s;
	struct message m;
	struct source source;
	struct buf header;            /* as it goes out */
	const struct send_wish *wish; /* of the operand at hand, or NULL */
	struct error *e;
};

static bool
has_recipient(const struct message *m, struct view address)
{
	const char *p = m->recipients.p;

	for (unsigned i = 0; i < m->n_recipients; i++) {
		if (view_eq_str(address, p))
			return true;
		p += strlen(p) + 1;
	}
	return false;
}

/* Notes what is said of the recipient that was added last. */
static bool
add_wish(struct run *r)
{
	char notify[NOTIFY_TEXT];
	enum error_code code = ERROR_NONE;

	if (r->wish == NULL)
		return true;
	notify_text(r->wish->notify, notify);
	if (notify[0] != '\0')
		code = message_add_notify(&r->m, view_of(notify), r->e);
	if (code == ERROR_NONE && r->wish->orcpt[0] != '\0')
		code = message_add_orcpt(&r->m, view_of(r->wish->orcpt), r->e);
	return code == ERROR_NONE;
}

/* An address_fn: each recipient is one once. */
static bool
add_recipient(void *arg, struct view address, struct view name)
{
	struct run *r = arg;
	char room[A_LABEL_ADDRESS], shown[128];

	(void)name;
	address = a_label_address(address, room);
	if (has_recipient(&r->m, address))
		return true;
	if (message_add_recipient(&r->m, address, r->e) == ERROR_NONE)
		return add_wish(r);
	error_prefix(r->e, "%s", escape_copy(address, shown, sizeof(shown)));
	return false;
}

static enum error_code
take_operands(struct run *r)
{
	const struct options *o = r->s->options;
	char shown[128];

	for (int i = 0; i < o->n_operands; i++) {
		struct view operand = view_of(o->operands[i]);

		error_clear(r->e);
		r->wish = r->s->wishes != NULL ? &r->s->wishes[i] : NULL;
		if (address_each(operand, add_recipient, r))
			continue;
		if (r->e->code != ERROR_NONE)
			return r->e->code;
		return error_set(r->e, ERROR_INPUT, "%s: not an address",
		    escape_copy(operand, shown, sizeof(shown)));
	}
	return ERROR_NONE;
}

static enum error_code
fill_envelope(struct run *r)
{
	const struct options *o = r->s->options;
	const char *sender = o->has_sender ? o->sender : r->s->identity->login;
	char room[A_LABEL_ADDRESS];
	enum error_code code;

	memcpy(r->m.notify, o->notify, sizeof(r->m.notify));
	memcpy(r->m.ret, o->ret, sizeof(r->m.ret));
	if (o->envid != NULL)
		snprintf(r->m.envid, sizeof(r->m.envid), "%s", o->envid);
	if (message_set_sender(&r->m, a_label_address(view_of(sender), room),
		r->e) != ERROR_NONE)
		return r->e->code;
	code = take_operands(r);
	r->wish = NULL;
	return code;
}

/* Reads the header section and the start of the body, composes the header and
 * leaves the body's start in the source. */
static enum error_code
prepare(struct run *r)
{
	struct repair repair = {
	    .options = r->s->options, .identity = r->s->identity};
	struct view section, body;
	size_t n = 0;
	enum error_code code = source_read_header(&r->source, &n, r->e);

	if (code == ERROR_NONE)
		code = source_fill(&r->source, n + LIMIT_FRAME_DATA, r->e);
	if (code != ERROR_NONE)
		return code;
	section = view_before(buf_view(&r->source.text), n);
	body = view_from(buf_view(&r->source.text), n);
	error_clear(r->e);
	if (r->s->options->from_headers)
		code = recipients_each(section, add_recipient, r, r->e);
	if (code != ERROR_NONE)
		return r->e->code;
	repair.body = body;
	repair.whole = r->source.ended;
	code = repair_header(&repair, section, &r->header, r->e);
	if (body.n > 0 && body.p[0] == '\n')
		n++;
	buf_consume(&r->source.text, n);
	return code;
}

/* A mend_fn. */
static void
send_piece(void *arg, struct view text)
{
	handoff_text(arg, text);
}

/* Mends the text on its way; what is in the source first. */
static enum error_code
mend_text(struct run *r, struct handoff *h, struct mend *m)
{
	bool ok = mend_add(m, buf_view(&r->header));

	while (ok) {
		ok = mend_add(m, buf_view(&r->source.text));
		buf_reset(&r->source.text);
		if (!ok || r->source.ended || h->to < 0)
			break;
		if (source_fill(&r->source, LIMIT_FRAME_DATA, r->e) !=
		    ERROR_NONE)
			return r->e->code;
	}
	if (!ok || !mend_end(m))
		return error_set(r->e, ERROR_MEMORY, "no memory");
	return ERROR_NONE;
}

static enum error_code
send_text(struct run *r, struct handoff *h)
{
	struct mend *m = mend_new(send_piece, h);
	enum error_code code = m != NULL
	    ? mend_text(r, h, m)
	    : error_set(r->e, ERROR_MEMORY, "no memory");

	if (code == ERROR_NONE && r->s->left_long_out != NULL)
		*r->s->left_long_out = mend_left_long(m);
	mend_free(&m);
	return code;
}

static int
hand_in(struct run *r, char id[SPOOL_NAME + 1])
{
	struct handoff h;
	struct submit_answer answer;
	int status;
	enum error_code code = handoff_start(&h, r->s->put, &r->m, r->e);

	if (code == ERROR_NONE)
		code = send_text(r, &h);
	if (code != ERROR_NONE) {
		handoff_cancel(&h);
		return submit_status(code);
	}
	if (handoff_finish(&h, &answer, &status, r->e) != ERROR_NONE)
		return status;
	memcpy(id, answer.id, sizeof(answer.id));
	return EX_OK;
}

static int
no_recipient(struct run *r, const char *cure)
{
	error_set(r->e, ERROR_INPUT, "no recipient (%s)", cure);
	return EX_USAGE;
}

static int
run(struct run *r, char id[SPOOL_NAME + 1])
{
	enum error_code code = fill_envelope(r);

	if (code == ERROR_NONE && r->m.n_recipients == 0 &&
	    !r->s->options->from_headers)
		return no_recipient(r, "name one, or use -t");
	if (code == ERROR_NONE)
		code = prepare(r);
	if (code != ERROR_NONE)
		return submit_status(code);
	if (r->m.n_recipients == 0)
		return no_recipient(
		    r, "the header section has none, nor was one named");
	return hand_in(r, id);
}

int
send_run(const struct send *s, char id[SPOOL_NAME + 1], struct error *e)
{
	struct run r = {.s = s, .e = e};
	int status;

	message_init(&r.m);
	source_init(&r.source, s->in, s->options->ignore_dot);
	r.source.read = s->read;
	r.source.read_arg = s->read_arg;
	buf_init(&r.header, COMPOSED);
	status = run(&r, id);
	message_clear(&r.m);
	source_clear(&r.source);
	buf_clear(&r.header);
	return status;
}
