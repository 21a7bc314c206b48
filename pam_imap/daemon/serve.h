/* SPDX-License-Identifier: ISC */
/*
 * The loop of postern-login: one thread, one poll(), and for each connection a
 * conversation (talk.h) that never makes the others wait.  With --once it is
 * the same loop, with one conversation and no listener.
 */
#ifndef PAM_IMAP_DAEMON_SERVE_H
#define PAM_IMAP_DAEMON_SERVE_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/limits.h"
#include "pam_imap/daemon/guard.h"
#include "pam_imap/daemon/hush.h"
#include "pam_imap/daemon/offline.h"
#include "pam_imap/daemon/request.h"
#include "pam_imap/daemon/slots.h"
#include "pam_imap/daemon/starter.h"
#include "sys/deadline.h"

struct talk;

/* What it works with; all of it the caller's. */
struct serve_config {
	struct request_host host;
	struct starter *starter;
	const struct offline_places *offline;
	struct guard *guard; /* NULL: nobody is counted */
	int listener;        /* login.sock, non-blocking, or -1 */
	int signals;         /* a signalfd of what ends it, or -1 */
	bool once;
	bool debug; /* log each step of every login */
};

/* Signals, listener, starter, and two descriptors for each conversation. */
#define SERVE_FDS (3 + 2 * LIMIT_LOGIN_CLIENTS)

struct serve {
	struct serve_config config;
	struct talk *talks;
	unsigned n_talks;
	uint64_t turns; /* that the loop has made */
	struct report_file reported;
	bool detached; /* the reply is out, and the rest another process's */
	struct slots slots;
	struct hush hush; /* what users may have logged */
	bool stopping;
	struct deadline hoarse; /* until then, no complaint of the starter's */
	bool crippled;          /* no worker can be started any more */
	struct deadline stop_at;
	struct deadline deaf_until; /* descriptors were short */
	struct pollfd fds[SERVE_FDS];
	nfds_t n_fds;
};

void serve_open(struct serve *s, const struct serve_config *config);
void serve_close(struct serve *s);

/*
 * A conversation with the user uid over fd, a socket that is closed with it.
 * False, with fd closed, when that is one too many or memory is short.
 */
bool serve_add(struct serve *s, int fd, uid_t uid);

/* One turn: waits at most ms (-1: as long as it takes) and does what is due. */
void serve_turn(struct serve *s, int ms);

/* Begins the end: who runs gets a moment, who only waits an answer. */
void serve_stop(struct serve *s);

/* Whether nothing is left to do: crippled, it is to be started anew. */
bool serve_is_done(const struct serve *s);

#endif
