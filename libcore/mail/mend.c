/* SPDX-License-Identifier: ISC */
/* Walking a message, part by part, and mending each. */
#include "config.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "mail/body_encoder.h"
#include "mail/header.h"
#include "mail/mend.h"
#include "mail/mend_section.h"
#include "mail/mend_text.h"

/* What is taken in at once, and what is given out at once. */
#define STEP (64UL * 1024)

struct mend {
	mend_fn *fn;
	void *arg;
	struct mend_text t;
	struct buf out; /* not yet given out */
	bool failed;
	struct mend_cursor done; /* what stands before it has gone out */
	struct mend_cursor look; /* beyond it, in a section or a text ahead */
	bool (*step)(struct mend *);
	struct body_encoder body;
	size_t left_long; /* lines that stay too long */

	/* The entity that is looked at. */
	struct mime_entity entity;
	bool in_digest;
	bool is_message;    /* it is one, not a part */
	bool is_first;      /* it is the message itself */
	size_t section;     /* bytes of its header section */
	size_t text;        /* offset of its text */
	size_t column;      /* of the line that is looked at */
	struct mend_look l; /* what its text is like so far */
};

static bool take_section(struct mend *m);
static bool look_ahead(struct mend *m);
static bool take_body(struct mend *m);

static void
give_out(struct mend *m)
{
	m->failed |= m->out.failed;
	if (!m->failed && m->out.n > 0)
		m->fn(m->arg, buf_view(&m->out));
	buf_reset(&m->out);
}

static void
begin_entity(struct mend *m, bool is_message, bool in_digest)
{
	m->is_message = is_message;
	m->in_digest = in_digest;
	m->look = m->done;
	m->section = 0;
	m->step = take_section;
}

/* From here on the text goes out in this way. */
static void
begin_body(struct mend *m, enum body_mode mode)
{
	m->body = (struct body_encoder){.mode = mode};
	m->step = take_body;
}

/* So many bytes from an offset of the text on; before any came there are none
 * to point to. */
static struct view
bytes_at(const struct mend *m, size_t at, size_t n)
{
	return view_before(view_from(buf_view(&m->t.in), at), n);
}

/* Puts the section out and is done with it. */
static void
put_section(struct mend *m, enum body_mode mode)
{
	struct mend_section s = {
	    .entity = &m->entity,
	    .fields = bytes_at(m, m->done.at, m->section),
	    .is_message = m->is_message,
	    .is_first = m->is_first,
	    .mode = mode,
	    .look = &m->l,
	};
	bool blank = m->text > m->done.at + m->section;

	mend_section_put(&s, &m->out);
	if (blank || s.mode == BODY_TO_QUOTED || s.mode == BODY_TO_BASE64)
		buf_add_byte(&m->out, '\n');
	m->is_first = false;
	m->done = (struct mend_cursor){m->text, false};
}

static void
begin_multipart(struct mend *m)
{
	put_section(m, BODY_AS_IS);
	begin_body(m,
	    boundaries_push(&m->t.open, &m->entity) ? BODY_LOOSE : BODY_AS_IS);
}

static void
begin_message(struct mend *m)
{
	put_section(m, BODY_AS_IS);
	begin_entity(m, true, false);
}

static void
begin_plain(struct mend *m)
{
	m->l = (struct mend_look){.longest = 0};
	m->look = (struct mend_cursor){m->text, false};
	m->column = 0;
	m->step = look_ahead;
}

/* What follows a section that is whole. */
static void
end_section(struct mend *m)
{
	static const enum body_mode modes[] = {
	    [MIME_QUOTED] = BODY_IN_QUOTED,
	    [MIME_BASE64] = BODY_IN_BASE64,
	    [MIME_LOOSE] = BODY_LOOSE,
	    [MIME_SEALED] = BODY_AS_IS,
	};

	mime_entity_read(
	    &m->entity, bytes_at(m, m->done.at, m->section), m->in_digest);
	switch (m->entity.kind) {
	case MIME_PLAIN:
		begin_plain(m);
		break;
	case MIME_MULTIPART:
		begin_multipart(m);
		break;
	case MIME_MESSAGE:
		begin_message(m);
		break;
	default:
		put_section(m, modes[m->entity.kind]);
		begin_body(m, modes[m->entity.kind]);
		break;
	}
}

/* Whether a line belongs to the section: a field, or a field's folding. */
static bool
is_of_section(const struct mend *m, const struct mend_sight *s)
{
	struct view line = s->piece.text;
	struct header_field f;

	if (!s->piece.starts)
		return true;
	if (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		return m->section > 0;
	return header_next(&line, &f);
}

/* A step: false when it needs more text. */
static bool
take_section(struct mend *m)
{
	struct mend_sight s;
	enum mend_found found = mend_text_look(&m->t, &m->look, &s);

	if (found == MEND_NOTHING) {
		m->text = m->look.at;
		if (m->t.ended)
			end_section(m);
		else if (m->section > MEND_AHEAD) {
			m->section = 0;
			m->text = m->done.at;
			begin_body(m, BODY_AS_IS);
			return true;
		}
		return m->t.ended;
	}
	if (found == MEND_PIECE && is_of_section(m, &s)) {
		m->section = m->look.at - m->done.at;
		return true;
	}
	m->text = s.start;
	if (found == MEND_PIECE && s.piece.text.n == 0)
		m->text = m->look.at;
	end_section(m);
	return true;
}

/* The text ahead has been seen as far as it is needed. */
static void
end_look(struct mend *m, bool whole)
{
	enum body_mode mode = mend_look_choose(&m->l, whole);

	m->l.text = bytes_at(m, m->text, m->look.at - m->text);
	m->l.whole = whole;
	put_section(m, mode);
	begin_body(m, mode);
}

/* A step: false when it needs more text. */
static bool
look_ahead(struct mend *m)
{
	struct mend_sight s;
	enum mend_found found = mend_text_look(&m->t, &m->look, &s);

	if (found == MEND_PIECE) {
		mend_look_add(&m->l, &s.piece, &m->column);
		return true;
	}
	if (found == MEND_BOUNDARY)
		m->look.at = s.start;
	if (found == MEND_BOUNDARY || m->t.ended) {
		end_look(m, true);
		return true;
	}
	if (m->look.at - m->text >= MEND_AHEAD) {
		end_look(m, false);
		return true;
	}
	return false;
}

/* A boundary line: a part begins, or the multipart is over. */
static void
take_boundary(struct mend *m, const struct mend_sight *s)
{
	body_encoder_end(&m->body, true, &m->out);
	buf_add(&m->out, s->piece.text);
	buf_add_byte(&m->out, '\n');
	if (s->closing) {
		m->t.open.n = s->level - 1;
		begin_body(m, BODY_LOOSE);
	} else {
		m->t.open.n = s->level;
		begin_entity(m, false, m->t.open.open[s->level - 1].digest);
	}
}

/* Whether a line begins that is too long, where none may change. */
static bool
stays_long(const struct mend *m, const struct body_piece *piece)
{
	return m->body.mode == BODY_AS_IS && piece->starts &&
	    (!piece->ends || piece->text.n > LIMIT_TEXT_LINE);
}

/* A step: false when it needs more text. */
static bool
take_body(struct mend *m)
{
	struct mend_sight s;
	enum mend_found found = mend_text_look(&m->t, &m->done, &s);

	if (found == MEND_NOTHING) {
		if (m->t.ended)
			body_encoder_end(&m->body, false, &m->out);
		return false;
	}
	if (found == MEND_BOUNDARY) {
		take_boundary(m, &s);
	} else {
		m->left_long += stays_long(m, &s.piece);
		body_encoder_add(&m->body, &s.piece, &m->out);
	}
	return true;
}

/* Does what can be done with what is there. */
static bool
work(struct mend *m)
{
	m->failed |= m->t.in.failed;
	while (!m->failed && m->step(m))
		if (m->out.n >= STEP)
			give_out(m);
	give_out(m);
	if (m->failed)
		return false;
	buf_consume(&m->t.in, m->done.at);
	m->look.at -= m->look.at < m->done.at ? m->look.at : m->done.at;
	m->text -= m->text < m->done.at ? m->text : m->done.at;
	m->done.at = 0;
	return true;
}

struct mend *
mend_new(mend_fn *fn, void *arg)
{
	struct mend *m = malloc(sizeof(*m));

	if (m == NULL)
		return NULL;
	*m = (struct mend){.fn = fn, .arg = arg, .is_first = true};
	/* A section and a text ahead, each with what came too much. */
	buf_init(&m->t.in, 2 * MEND_AHEAD + 4 * STEP);
	/* A step makes of a section or a line at most five times its size. */
	buf_init(&m->out, 16 * MEND_AHEAD);
	begin_entity(m, true, false);
	return m;
}

void
mend_free(struct mend **m)
{
	if (*m == NULL)
		return;
	buf_clear(&(*m)->t.in);
	buf_clear(&(*m)->out);
	free(*m);
	*m = NULL;
}

bool
mend_add(struct mend *m, struct view text)
{
	while (text.n > 0 && !m->failed) {
		struct view piece = view_before(text, STEP);

		buf_add(&m->t.in, piece);
		work(m);
		text = view_from(text, piece.n);
	}
	return !m->failed;
}

bool
mend_end(struct mend *m)
{
	m->t.ended = true;
	return work(m);
}

size_t
mend_left_long(const struct mend *m)
{
	return m->left_long;
}
