/* SPDX-License-Identifier: ISC */
/* Keeping what LIST says: a hash table of packed messages. */
#include "config.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "sendmail-shim/postern-queue/known.h"
#include "sendmail-shim/postern-queue/list.h"

#define FIRST_HEADS 256
/* A message with more to say, as one with many recipients, is read again. */
#define PACKED_MAX 4096

struct known_message {
	struct known_message *next;
	uint64_t name[2];
	uint16_t n;
	bool journal;
	char packed[];
};

/* The largest of them, with what malloc() adds. */
#define ONE_MAX (sizeof(struct known_message) + PACKED_MAX + 64)

void
known_init(struct known *k, size_t max)
{
	*k = (struct known){.max = max};
}

void
known_clear(struct known *k)
{
	for (size_t i = 0; i < k->n_heads; i++) {
		while (k->heads[i] != NULL) {
			struct known_message *gone = k->heads[i];

			k->heads[i] = gone->next;
			free(gone);
		}
	}
	free(k->heads);
	known_init(k, k->max);
}

/* One half of a name is a time, of the other its user may have a say. */
static size_t
place_of(const uint64_t name[2], size_t n_heads)
{
	uint64_t sum = (name[0] ^ name[1] * 0x9e3779b97f4a7c15ULL);

	return (size_t)((sum * 0xff51afd7ed558ccdULL) >> 32) & (n_heads - 1);
}

/* Where the message is linked, or would be; NULL when nothing is kept. */
static struct known_message **
find(const struct known *k, const char *name)
{
	struct known_message **at;
	struct item it;

	if (k->n == 0 || !spool_check_name(view_of(name)))
		return NULL;
	it = item_of(view_of(name));
	at = &k->heads[place_of(it.name, k->n_heads)];
	while (*at != NULL &&
	    ((*at)->name[0] != it.name[0] || (*at)->name[1] != it.name[1]))
		at = &(*at)->next;
	return *at != NULL ? at : NULL;
}

/* More heads, so that lists stay short; as before when memory or room is. */
static void
spread(struct known *k)
{
	size_t n = k->n_heads != 0 ? 2 * k->n_heads : FIRST_HEADS;
	struct known_message **heads;

	if (k->n < k->n_heads ||
	    k->bytes + (n - k->n_heads) * sizeof(*heads) > k->max ||
	    (heads = calloc(n, sizeof(*heads))) == NULL)
		return;
	for (size_t i = 0; i < k->n_heads; i++) {
		while (k->heads[i] != NULL) {
			struct known_message *one = k->heads[i];
			size_t to = place_of(one->name, n);

			k->heads[i] = one->next;
			one->next = heads[to];
			heads[to] = one;
		}
	}
	k->bytes += (n - k->n_heads) * sizeof(*heads);
	free(k->heads);
	k->heads = heads;
	k->n_heads = n;
}

static void
add(struct known *k, const char *name, struct view packed, bool journal)
{
	struct known_message *one;
	struct known_message **head;
	struct item it = item_of(view_of(name));

	spread(k);
	if (k->n_heads == 0 || known_is_full(k) ||
	    (one = malloc(sizeof(*one) + packed.n)) == NULL)
		return;
	head = &k->heads[place_of(it.name, k->n_heads)];
	*one = (struct known_message){.next = *head,
	    .name = {it.name[0], it.name[1]},
	    .n = (uint16_t)packed.n,
	    .journal = journal};
	memcpy(one->packed, packed.p, packed.n);
	*head = one;
	k->n++;
	k->bytes += malloc_usable_size(one) + sizeof(size_t);
}

void
known_note(struct known *k, const char *name, const struct message *m,
    const struct journal *j)
{
	struct buf b;

	known_forget(k, name);
	if (!spool_check_name(view_of(name)))
		return;
	buf_init(&b, PACKED_MAX);
	if (listing_pack(m, j, &b))
		add(k, name, buf_view(&b), j->whole != 0);
	buf_clear(&b);
}

void
known_forget(struct known *k, const char *name)
{
	struct known_message **at = find(k, name);
	struct known_message *gone;

	if (at == NULL)
		return;
	gone = *at;
	*at = gone->next;
	k->n--;
	k->bytes -= malloc_usable_size(gone) + sizeof(size_t);
	free(gone);
}

bool
known_has(const struct known *k, const char *name)
{
	return find(k, name) != NULL;
}

bool
known_is_full(const struct known *k)
{
	return k->bytes + ONE_MAX > k->max;
}

bool
known_load(
    const struct known *k, const char *name, bool journal, struct listing *out)
{
	struct known_message **at = find(k, name);

	if (at == NULL || (*at)->journal != journal ||
	    !listing_unpack(view_make((*at)->packed, (*at)->n), out))
		return false;
	out->place = CONTROL_QUEUE;
	return view_copy(view_of(name), out->name, sizeof(out->name));
}
