/* SPDX-License-Identifier: ISC */
/* What postern-login writes to the log. */
#ifndef PAM_IMAP_DAEMON_REPORT_H
#define PAM_IMAP_DAEMON_REPORT_H

#include <sys/types.h>
#include <time.h>

#include "pam_imap/protocol.h"
#include "users/accounts.h"

/*
 * The line of a login, or of an account that was refused.  address is the
 * mailbox, empty when it is not known; gravity is the verdict that the line's
 * level is chosen by: an alert stays one though a stored password decided.
 */
void report_answer(const struct protocol_request *request, const char *address,
    const struct protocol_reply *reply, enum verdict gravity);

/* What became of a stored password, when that failed. */
void report_offline(const char *address, const char *what, const char *why);

/* A step of a login, for whoever looks for a fault. */
void report_step(const struct protocol_request *request, const char *text);

/* What a user sent is no request. */
void report_malformed(uid_t uid, const char *text);

void report_registered(const struct account *account);

/* The accounts file that was reported about last; zeroed: none. */
struct report_file {
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec modified;
	struct timespec changed;
};

/*
 * The lines of the accounts file at path that are skipped, unless it is the
 * one that was reported about last.
 */
void report_bad_lines(
    const struct accounts *a, const char *path, struct report_file *last);

#endif
