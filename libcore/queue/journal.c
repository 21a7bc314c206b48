/* SPDX-License-Identifier: ISC */
/* The journal in memory. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "queue/journal.h"

#define FIRST_SIZE 2

static const struct {
	const char *word;
	bool done;
} states[JOURNAL_STATES] = {
    [JOURNAL_WAITING] = {"waiting", false},
    [JOURNAL_DEFERRED] = {"deferred", false},
    [JOURNAL_HELD] = {"held", false},
    [JOURNAL_UNKNOWN] = {"unknown", false},
    [JOURNAL_SENT] = {"sent", true},
    [JOURNAL_BOUNCED] = {"bounced", true},
    [JOURNAL_FAILED] = {"failed", true},
};

void
journal_init(struct journal *j)
{
	*j = (struct journal){0};
}

static void
free_texts(struct journal_recipient *r)
{
	free(r->address);
	free(r->relay);
	free(r->reply);
}

void
journal_cut(struct journal *j, unsigned from)
{
	while (j->n > from)
		free_texts(&j->list[--j->n]);
}

void
journal_clear(struct journal *j)
{
	journal_cut(j, 0);
	free(j->list);
	journal_init(j);
}

void
journal_drop(struct journal *j, unsigned i)
{
	free_texts(&j->list[i]);
	j->n--;
	memmove(&j->list[i], &j->list[i + 1], (j->n - i) * sizeof(*j->list));
}

const char *
journal_state_word(enum journal_state s)
{
	return s < JOURNAL_STATES ? states[s].word : "?";
}

bool
journal_state_done(enum journal_state s)
{
	return s < JOURNAL_STATES && states[s].done;
}

bool
journal_done(const struct journal *j)
{
	for (unsigned i = 0; i < j->n; i++)
		if (!journal_state_done(j->list[i].state))
			return false;
	return true;
}

/* Room for one more. */
static bool
grow(struct journal *j)
{
	struct journal_recipient *list;
	unsigned size = j->size != 0 ? 2 * j->size : FIRST_SIZE;

	if (j->n < j->size)
		return true;
	list = reallocarray(j->list, size, sizeof(*list));
	if (list == NULL)
		return false;
	j->list = list;
	j->size = size;
	return true;
}

struct journal_origin
journal_origin(const struct message *m, unsigned index)
{
	return (struct journal_origin){index, message_notify(m, index)};
}

/* Two origins come to one recipient. */
static void
merge(struct journal_recipient *r, struct journal_origin also)
{
	if (journal_state_done(r->state))
		return;
	if (r->of.notify == NOTIFY_NEVER)
		r->of = also;
	else
		r->of.notify = notify_merge(r->of.notify, also.notify);
}

static struct journal_recipient *
find(struct journal *j, struct view address)
{
	for (unsigned i = 0; i < j->n; i++)
		if (view_eq_str(address, j->list[i].address))
			return &j->list[i];
	return NULL;
}

enum error_code
journal_add(struct journal *j, struct journal_origin of, struct view address,
    struct error *e)
{
	struct journal_recipient r = {.of = of};
	struct journal_recipient *same = find(j, address);

	if (same != NULL) {
		merge(same, of);
		return ERROR_NONE;
	}
	if (j->n == JOURNAL_RECIPIENTS)
		return error_set(e, ERROR_LIMIT,
		    "more than %lu recipients behind aliases",
		    JOURNAL_RECIPIENTS);
	r.address = view_dup(address);
	r.relay = strdup("");
	r.reply = strdup("");
	if (r.address == NULL || r.relay == NULL || r.reply == NULL ||
	    !grow(j)) {
		free_texts(&r);
		return error_set(e, ERROR_MEMORY, "no memory");
	}
	j->list[j->n++] = r;
	return ERROR_NONE;
}

bool
journal_set_words(
    struct journal_recipient *r, struct view relay, struct view reply)
{
	char *new_relay = view_dup(relay);
	char *new_reply = view_dup(reply);

	if (new_relay == NULL || new_reply == NULL) {
		free(new_relay);
		free(new_reply);
		return false;
	}
	free(r->relay);
	free(r->reply);
	r->relay = new_relay;
	r->reply = new_reply;
	return true;
}
