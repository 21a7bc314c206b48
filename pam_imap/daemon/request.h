/* SPDX-License-Identifier: ISC */
/*
 * One request of pam_imap.so's, from its frame to its reply, in the pieces
 * between which a loop waits: judging it by the files, what a server is to be
 * told, what its verdict means, registering, logging.
 */
#ifndef PAM_IMAP_DAEMON_REQUEST_H
#define PAM_IMAP_DAEMON_REQUEST_H

#include <sys/stat.h>

#include "conf/conf.h"
#include "flow/attempt.h"
#include "pam_imap/daemon/judge.h"
#include "pam_imap/daemon/offline.h"
#include "pam_imap/daemon/report.h"
#include "pam_imap/protocol.h"
#include "users/registry.h"
#include "users/resolve.h"

/* What a request is answered from. */
struct request_host {
	const char *settings;
	bool check_owner; /* of the settings */
	const struct resolve_places *users;
	const struct registry_places *registry;
	struct report_file *reported; /* whose bad lines are in the log */
};

struct request {
	struct protocol_request asked; /* its password is wiped with it */
	struct subject subject;
	struct conf *conf;              /* as it was when it was judged */
	const struct conf_login *login; /* the section in it */
	struct protocol_reply reply;
	enum verdict gravity; /* of the log line: the server's, before others */
};

/* Nothing asked yet; clear wipes what was. */
void request_init(struct request *r);
void request_clear(struct request *r);

/*
 * Judges by settings, accounts and registry, as they are now, what was asked
 * (by the user uid).  True for a mailbox whose server is to be asked, with
 * subject and login set; otherwise the reply is complete.
 */
bool request_judge(
    const struct request_host *host, struct request *r, uid_t uid);

/* A verdict of our own with its reason. */
void request_decide(
    struct request *r, enum verdict verdict, const char *reason);
/* The same of what failed here. */
void request_fail(struct request *r, const struct error *e);

/*
 * What imap-check is told about the servers of a judged request, with the reply
 * complete where that is too long; who logs in there; and the credentials,
 * whose password the caller wipes.  False when one is longer than it can be.
 */
bool request_fill_server(
    struct request *r, const char *settings, struct attempt_server *out);
bool request_fill_user(const struct request *r, char *dst, size_t size);
bool request_fill_credentials(
    const struct request *r, struct attempt_credentials *out);

/* Takes over what imap-check says. */
void request_take_verdict(struct request *r, const struct attempt_verdict *v);

/*
 * Whether a stored password may decide instead of the server: its verdict
 * allows it, the section does, and the account exists.
 */
bool request_may_verify(const struct request *r);

/* Whose stored password, with what was typed; the caller wipes it. */
void request_fill_entry(const struct request *r, struct offline_entry *out);

/* Takes over what came of looking at the stored password. */
void request_verified(struct request *r, const struct error *e);

/* Whether the account is to be registered before the reply is given. */
bool request_must_register(const struct request *r);

/* Registers the account, durably; what it waits for is the disk. */
enum error_code request_register(
    const struct request_host *host, const struct request *r, struct error *e);

/* Takes over what came of that, and logs it. */
void request_registered(struct request *r, const struct error *e);

/* Whether the reply has a line in the log: not that an account can be used. */
bool request_has_report(const struct request *r);

/* Logs the reply. */
void request_report(const struct request *r);

#endif
