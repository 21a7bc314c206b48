/* SPDX-License-Identifier: ISC */
/* What those who watch are told of a recipient. */
#include "config.h"

#include "sendmail-shim/postern-queue/answer.h"

static bool
is_left(const struct entry *en)
{
	for (unsigned i = 0; i < en->j.n; i++)
		if (!journal_state_done(en->j.list[i].state))
			return true;
	return false;
}

static void
copy(const char *from, char *dst, size_t size)
{
	view_copy(view_before(view_of(from), size - 1), dst, size);
}

void
answer_event(struct client *c, const struct entry *en, unsigned i)
{
	const struct journal_recipient *to = &en->j.list[i];
	const char *original = message_recipient(&en->m, to->of.index);
	struct control_event v = {.left = is_left(en),
	    .recipient = {
		.state = to->state, .attempts = to->attempts, .due = to->due}};

	copy(en->name, v.id, sizeof(v.id));
	copy(to->address, v.recipient.address, sizeof(v.recipient.address));
	copy(original != NULL ? original : to->address, v.recipient.original,
	    sizeof(v.recipient.original));
	copy(to->relay, v.recipient.relay, sizeof(v.recipient.relay));
	copy(to->reply, v.recipient.reply, sizeof(v.recipient.reply));
	control_put_event(&c->out, &v);
}
