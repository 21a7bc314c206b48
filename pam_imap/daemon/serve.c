/* SPDX-License-Identifier: ISC */
/* The loop: accepting, waiting, and whose turn it is. */
#include "config.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pam_imap/daemon/peer.h"
#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/talk.h"
#include "sys/io.h"
#include "sys/log.h"

/* How long running logins have to end once we are told to. */
#define STOP_MS 5000
/* Until the next look at the listener, when descriptors are short. */
#define DEAF_MS 200
/* For the starter's reason why a worker could not be started. */
#define LAST_WORD_MS 500
/* Connections that are accepted in a turn. */
#define ACCEPTS 64
/* Between the starter's complaints, all of which are about one program. */
#define COMPLAINT_MS 1000

void
serve_open(struct serve *s, const struct serve_config *config)
{
	*s = (struct serve){.config = *config, .deaf_until = deadline_in(0)};
	s->config.host.reported = &s->reported;
	hush_init(&s->hush);
	s->hoarse = deadline_in(0);
}

/* Frees those that are gone, or all. */
static void
sweep(struct serve *s, bool all)
{
	struct talk **at = &s->talks;

	while (*at != NULL) {
		struct talk *t = *at;

		if (all)
			talk_end(t);
		if (t->state != TALK_GONE) {
			at = &t->next;
			continue;
		}
		*at = t->next;
		s->n_talks--;
		talk_free(&t);
	}
}

/* Any user can have it fail as often as they like. */
static void
complain(struct serve *s, const char *text)
{
	if (!deadline_passed(s->hoarse))
		return;
	log_event(
	    LOG_LEVEL_ERROR, "worker: %s (no login can be checked)", text);
	s->hoarse = deadline_in(COMPLAINT_MS);
}

/* What the starter has to say about workers that it could not start. */
static void
hear_starter(struct serve *s, int64_t ms)
{
	struct error e;
	enum error_code code;

	do {
		code = starter_hear(s->config.starter, ms, &e);
		if (code == ERROR_SYSTEM)
			complain(s, e.text);
	} while (code == ERROR_NONE || code == ERROR_SYSTEM);
	if (code != ERROR_NOTFOUND || s->crippled)
		return;
	log_event(
	    LOG_LEVEL_ERROR, "worker: %s (start postern-login anew)", e.text);
	s->crippled = true;
	serve_stop(s);
}

void
serve_close(struct serve *s)
{
	hear_starter(s, LAST_WORD_MS);
	sweep(s, true);
	hush_report(&s->hush);
}

/* Whether this user may have one more conversation. */
static bool
has_room(const struct serve *s, uid_t uid)
{
	unsigned others = 0, same = 0;

	if (uid == 0)
		return s->n_talks < LIMIT_LOGIN_CLIENTS;
	for (const struct talk *t = s->talks; t != NULL; t = t->next) {
		others += t->uid != 0;
		same += t->uid == uid;
	}
	return s->n_talks < LIMIT_LOGIN_CLIENTS &&
	    others < LIMIT_LOGIN_CLIENTS / 2 && same < LIMIT_LOGIN_CLIENTS_USER;
}

bool
serve_add(struct serve *s, int fd, uid_t uid)
{
	struct talk *t = has_room(s, uid) ? talk_new(s, fd, uid) : NULL;
	struct talk **end = &s->talks;

	if (t == NULL) {
		close(fd);
		return false;
	}
	while (*end != NULL)
		end = &(*end)->next;
	*end = t;
	s->n_talks++;
	return true;
}

/* Without descriptors or memory the listener would wake us all the time. */
static void
rest(struct serve *s)
{
	log_event(LOG_LEVEL_WARN, "accept: %s (new logins wait)",
	    strerrordesc_np(errno));
	s->deaf_until = deadline_in(DEAF_MS);
}

static void
accept_all(struct serve *s)
{
	uid_t uid;

	for (int i = 0; i < ACCEPTS && s->n_talks < LIMIT_LOGIN_CLIENTS; i++) {
		int fd = accept4(s->config.listener, NULL, NULL,
		    SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0) {
			if (errno != EAGAIN && errno != EINTR &&
			    errno != ECONNABORTED)
				rest(s);
			return;
		}
		if (peer_of(fd, &uid))
			serve_add(s, fd, uid);
		else
			close(fd);
	}
}

void
serve_stop(struct serve *s)
{
	if (s->stopping)
		return;
	s->stopping = true;
	s->stop_at = deadline_in(STOP_MS);
	for (struct talk *t = s->talks; t != NULL; t = t->next)
		talk_stop(t);
	sweep(s, false);
}

bool
serve_is_done(const struct serve *s)
{
	if (s->stopping)
		return s->talks == NULL || deadline_passed(s->stop_at);
	return s->detached || (s->config.once && s->talks == NULL);
}

static bool
is_listening(const struct serve *s)
{
	return s->config.listener >= 0 && !s->stopping &&
	    s->n_talks < LIMIT_LOGIN_CLIENTS && deadline_passed(s->deaf_until);
}

/* What to wait for, and how long. */
static struct deadline
fill(struct serve *s)
{
	struct deadline d = s->hush.due;

	s->fds[0] = (struct pollfd){s->config.signals, POLLIN, 0};
	s->fds[1] = (struct pollfd){
	    is_listening(s) ? s->config.listener : -1, POLLIN, 0};
	s->fds[2] = (struct pollfd){
	    s->crippled ? -1 : s->config.starter->fd, POLLIN, 0};
	s->n_fds = 3;
	for (const struct talk *t = s->talks; t != NULL; t = t->next) {
		s->n_fds += talk_poll(t, &s->fds[s->n_fds]);
		d = deadline_min(d, talk_deadline(t));
	}
	if (s->stopping)
		d = deadline_min(d, s->stop_at);
	if (!deadline_passed(s->deaf_until))
		d = deadline_min(d, s->deaf_until);
	return d;
}

/* The conversations' turns, with what fill() laid out. */
static void
turn_talks(struct serve *s)
{
	const struct pollfd *fds = &s->fds[3];
	struct pollfd two[2];
	struct slots_place *place;

	for (struct talk *t = s->talks; t != NULL; t = t->next) {
		unsigned n = talk_poll(t, two);

		talk_turn(t, fds, n);
		fds += n;
	}
	while ((place = slots_next(&s->slots)) != NULL)
		talk_run((struct talk *)((char *)place -
		    offsetof(struct talk, place)));
	sweep(s, false);
}

void
serve_turn(struct serve *s, int ms)
{
	struct deadline d = fill(s);

	s->turns++;
	if (ms >= 0)
		d = deadline_min(d, deadline_in(ms));
	if (poll(s->fds, s->n_fds, deadline_left(d)) < 0)
		return;
	turn_talks(s);
	if (deadline_passed(s->hush.due))
		hush_report(&s->hush);
	/* Not before: the conversations are as they were laid out. */
	if (s->fds[2].revents != 0)
		hear_starter(s, 0);
	if (s->fds[0].revents != 0)
		serve_stop(s);
	if (s->fds[1].revents != 0)
		accept_all(s);
}
