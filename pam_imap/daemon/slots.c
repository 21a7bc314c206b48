/* SPDX-License-Identifier: ISC */
/* The queue of logins. */
#include "config.h"

#include <stddef.h>

#include "base/limits.h"
#include "pam_imap/daemon/slots.h"

void
slots_join(struct slots *s, struct slots_place *place, uid_t uid)
{
	struct slots_place **end = &s->first;

	while (*end != NULL)
		end = &(*end)->next;
	*place = (struct slots_place){.uid = uid, .joined = true};
	*end = place;
}

/* Whether one more of this user's may run. */
static bool
is_free(const struct slots *s, uid_t uid)
{
	unsigned same = 0;

	if (s->running >= LIMIT_LOGIN_SLOTS)
		return false;
	if (uid == 0)
		return true;
	if (s->running_others >= LIMIT_LOGIN_SLOTS / 2)
		return false;
	for (const struct slots_place *p = s->first; p != NULL; p = p->next)
		same += p->running && p->uid == uid;
	return same < LIMIT_LOGIN_SLOTS_USER;
}

struct slots_place *
slots_next(struct slots *s)
{
	for (struct slots_place *p = s->first; p != NULL; p = p->next) {
		if (p->running || !is_free(s, p->uid))
			continue;
		p->running = true;
		s->running++;
		s->running_others += p->uid != 0;
		return p;
	}
	return NULL;
}

void
slots_leave(struct slots *s, struct slots_place *place)
{
	struct slots_place **at = &s->first;

	if (!place->joined)
		return;
	while (*at != place)
		at = &(*at)->next;
	*at = place->next;
	s->running -= place->running;
	s->running_others -= place->running && place->uid != 0;
	*place = (struct slots_place){.joined = false};
}
