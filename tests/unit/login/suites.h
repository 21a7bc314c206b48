/* SPDX-License-Identifier: ISC */
/* The suites of postern-login, and a host that it decides for. */
#ifndef TESTS_LOGIN_SUITES_H
#define TESTS_LOGIN_SUITES_H

#include "pam_imap/daemon/serve.h"
#include "pam_imap/daemon/talk.h"
#include "scratch.h"

Suite *ahead_suite(void);
Suite *behind_suite(void);
Suite *guard_suite(void);
Suite *hush_suite(void);
Suite *judge_suite(void);
Suite *offline_file_suite(void);
Suite *offline_suite(void);
Suite *offline_text_suite(void);
Suite *peer_suite(void);
Suite *protect_suite(void);
Suite *refused_suite(void);
Suite *request_suite(void);
Suite *serve_suite(void);
Suite *slots_suite(void);
Suite *stored_suite(void);
Suite *talk_suite(void);
Suite *throttle_suite(void);
Suite *turn_suite(void);
Suite *worker_suite(void);

/* The installation, all of it in the current directory. */
extern const struct serve_config site;

#define SITE_CAROL 2000300007
#define SITE_BOB 1001

/* Asks as the module does; uid 0 means what a look into the files says. */
enum verdict site_ask(enum protocol_frame what, const char *user, uid_t uid,
    const char *password);

/* The reply to the latest site_ask(). */
extern struct protocol_reply site_reply;

/* The same piece by piece: the client's end of a conversation with this user;
 * a request; its reply, false when there is none. */
int site_connect(struct serve *s, uid_t uid);
void site_request(struct protocol_request *r, enum protocol_frame what,
    const char *user, uid_t uid, const char *password);
void site_send(int fd, const struct protocol_request *r);
bool site_recv(int *fd);

/* The n-th conversation, counted from 1. */
struct talk *site_talk(struct serve *s, unsigned n);

/* Turns the loop until the first conversation is in a state; false when that
 * does not come. */
bool site_reaches(struct serve *s, enum talk_state state);

/* Turns it until no conversation is left. */
void site_finish(struct serve *s);

/* The number that NSS gives an address. */
uid_t site_uid(const char *name);

/* What imap-check is to answer, and what it was asked. */
void site_answer(const char *text);
const char *site_asked(void);

/* Whether the log has this text; nothing of it is a password. */
bool site_log_has(const char *text);

/* Keeps the registry's lock from its writers until this is closed. */
int site_hold_registry(void);

/* Whether a name is registered. */
bool site_has(const char *name);

/* Fills the current directory with all that; the log goes there, too. */
void site_make(void);

/* Verdicts as the fake program reads them. */
#define ANSWER_SUCCESS "1"
#define ANSWER_REFUSED "2"
#define ANSWER_NOT_PERMITTED "10"
_Static_assert(
    VERDICT_SUCCESS == 1 && VERDICT_REFUSED == 2 && VERDICT_NOT_PERMITTED == 10,
    "the answers are these verdicts");

#endif
