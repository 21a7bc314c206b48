/* SPDX-License-Identifier: ISC */
/* What may be submitted: the values and the checks. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/names.h"
#include "queue/limits.h"

#define KEY(name) " (" name " in " NAMES_SETTINGS ")"

void
limits_init(struct limits *l)
{
	*l = (struct limits){.size = LIMIT_MESSAGE,
	    .free = LIMIT_FREE_SPACE,
	    .messages = LIMIT_USER_MESSAGES,
	    .bytes = LIMIT_USER_BYTES};
}

void
limits_clear(struct limits *l)
{
	free(l->submitters);
	free(l->groups);
	free(l->uses);
	limits_init(l);
}

/* Room for one more behind n of them; lists double. */
static void *
room(void *list, size_t n, size_t size)
{
	if (n != 0 && (n & (n - 1)) != 0)
		return list;
	return reallocarray(list, n != 0 ? 2 * n : 1, size);
}

bool
limits_add_submitter(struct limits *l, uid_t uid)
{
	uid_t *list = room(l->submitters, l->n_submitters, sizeof(*list));

	if (list == NULL)
		return false;
	l->submitters = list;
	list[l->n_submitters++] = uid;
	return true;
}

bool
limits_add_group(struct limits *l, gid_t gid)
{
	gid_t *list = room(l->groups, l->n_groups, sizeof(*list));

	if (list == NULL)
		return false;
	l->groups = list;
	list[l->n_groups++] = gid;
	return true;
}

bool
limits_add_use(struct limits *l, const struct limits_use *use)
{
	struct limits_use *list = room(l->uses, l->n_uses, sizeof(*list));

	if (list == NULL)
		return false;
	l->uses = list;
	list[l->n_uses++] = *use;
	return true;
}

struct limits_use
limits_find(const struct limits *l, uid_t uid)
{
	for (size_t i = 0; i < l->n_uses; i++)
		if (l->uses[i].uid == uid)
			return l->uses[i];
	return (struct limits_use){.uid = uid};
}

static bool
is_member(const struct limits *l, const struct limits_caller *c)
{
	for (size_t i = 0; i < l->n_groups; i++)
		for (size_t k = 0; k < c->n_groups; k++)
			if (l->groups[i] == c->groups[k])
				return true;
	return false;
}

enum error_code
limits_check_caller(
    const struct limits *l, const struct limits_caller *c, struct error *e)
{
	if (c->uid == 0 || (l->n_submitters == 0 && l->n_groups == 0) ||
	    is_member(l, c))
		return ERROR_NONE;
	for (size_t i = 0; i < l->n_submitters; i++)
		if (l->submitters[i] == c->uid)
			return ERROR_NONE;
	return error_set(e, ERROR_REFUSED,
	    "uid %u may not send mail from here" KEY("submitters"),
	    (unsigned)c->uid);
}

enum error_code
limits_check_size(const struct limits *l, uint64_t size, struct error *e)
{
	if (size <= l->size)
		return ERROR_NONE;
	return error_set(e, ERROR_INPUT,
	    "the message is larger than %" PRIu64
	    " bytes" KEY("message-size-limit"),
	    l->size);
}

enum error_code
limits_check_use(
    const struct limits *l, const struct limits_use *use, struct error *e)
{
	if (use->uid == 0)
		return ERROR_NONE;
	if (l->messages != 0 && use->messages > l->messages)
		return error_set(e, ERROR_LATER,
		    "more than %" PRIu64 " messages of uid %u would wait; see "
		    "mailq" KEY("user-messages"),
		    l->messages, (unsigned)use->uid);
	if (l->bytes != 0 && use->bytes > l->bytes)
		return error_set(e, ERROR_LATER,
		    "more than %" PRIu64 " bytes of uid %u would wait; see "
		    "mailq" KEY("user-bytes"),
		    l->bytes, (unsigned)use->uid);
	return ERROR_NONE;
}

enum error_code
limits_check_free(const struct limits *l, uint64_t bytes, struct error *e)
{
	if (bytes >= l->free)
		return ERROR_NONE;
	return error_set(e, ERROR_LATER,
	    "less than %" PRIu64
	    " bytes are free in the spool" KEY("free-space"),
	    l->free);
}
