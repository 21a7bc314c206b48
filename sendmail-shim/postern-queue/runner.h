/* SPDX-License-Identifier: ISC */
/*
 * The runner: takes messages in, has relay-send deliver them, and settles what
 * became of them.  One thread, one poll loop; each part is one header's worth
 * of functions on this struct.
 */
#ifndef POSTERN_QUEUE_RUNNER_H
#define POSTERN_QUEUE_RUNNER_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "mail/aliases.h"
#include "sendmail-shim/local/local.h"
#include "sendmail-shim/postern-queue/entry.h"
#include "sendmail-shim/postern-queue/list.h"
#include "sendmail-shim/postern-queue/moment.h"
#include "sendmail-shim/postern-queue/publish.h"
#include "sendmail-shim/postern-queue/route.h"
#include "sendmail-shim/postern-queue/secrets.h"
#include "sendmail-shim/postern-queue/server.h"
#include "sendmail-shim/postern-queue/settings.h"
#include "sendmail-shim/postern-queue/stamp.h"
#include "sendmail-shim/postern-queue/store.h"
#include "sendmail-shim/postern-queue/worker.h"

/* Messages that relay-send has at a time: two windows of the largest size. */
#define RUNNER_ENTRIES 128
/* Seconds until a message that could not be read, or may only go by a relay
 * that is not at work, is looked at again. */
#define RUNNER_LATER 60

/* Where everything is; the strings are the caller's. */
struct runner_config {
	const char *spool;
	const char *settings;
	const char *aliases;
	const char *accounts; /* NULL: no local account has a mailbox */
	const char *send_program;
	const char *credentials; /* their directory, or NULL */
	bool check_owner;        /* settings and aliases must be root's */
	uid_t drop_uid;          /* of postern-drop */
	int listener;            /* queue.sock, or -1 */
	int lock_wait_ms;        /* for a relay-send that outlived its runner */
	int log_fd;              /* relay-send's stderr, or -1 */
	int64_t (*wall)(void);   /* seconds; tests bring their own */
	int64_t (*mono)(void);
};

struct runner {
	struct runner_config config;
	struct moment now;
	struct store store;
	struct list list;
	struct settings settings;
	struct secrets secrets;
	struct publish publish;
	struct routes routes;
	struct buf memory;       /* of relays, as it was read or saved last */
	struct aliases *aliases; /* NULL until they could be read */
	struct stamp aliases_stamp;
	struct local local; /* of the same time as the aliases */
	struct worker worker;
	struct server server;
	struct entry entries[RUNNER_ENTRIES];
	size_t detour; /* a route that bound messages wait for, or ROUTE_NONE */
	size_t
	    warm_at; /* of the list: known up to there; SIZE_MAX: all of it */
	unsigned in_flight;  /* entries that are not free */
	uint64_t handed;     /* messages so far; makes ids */
	DIR *intake;         /* drop/new being read, or NULL */
	DIR *failed;         /* failed/ being looked through, or NULL */
	bool rescan;         /* something may have come there since */
	int64_t quiet_until; /* about files that stay there */
	bool reload;         /* settings changed: drain before they count */
	bool stopping;
	bool lost;       /* its spool was removed */
	int64_t look_at; /* when to look at what nobody tells us about */
	int64_t upkeep_at;
	int64_t stop_at; /* when a stop waits no longer for outcomes */
	int events;      /* inotify */
	int signals;
};

/* Opens everything and reads what waits.  ERROR_EXISTS, ERROR_SYSTEM. */
enum error_code runner_open(
    struct runner *r, const struct runner_config *config, struct error *e);
void runner_close(struct runner *r);

/* One turn: waits at most ms (-1: as long as it takes) and does what is due. */
void runner_turn(struct runner *r, int ms);

/* Tells it to stop: nothing new is begun, what is in flight is waited for. */
void runner_stop(struct runner *r);

/* Whether relay-send has messages. */
bool runner_waits_for_outcomes(const struct runner *r);

/* Whether it was told to stop and nothing is in flight any more. */
bool runner_stopped(const struct runner *r);

/* At the end: what relay-send has not answered by now was perhaps sent, and is
 * written down as that. */
void runner_abandon(struct runner *r);

/* 32 bits for jitter. */
uint32_t runner_random(void);

#endif
