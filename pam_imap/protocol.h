/* SPDX-License-Identifier: ISC */
/*
 * The contract between pam_imap.so and postern-login, over login.sock or a
 * socket of postern-login --once: a request frame, AUTH or ACCOUNT, and one
 * reply frame.  A PREPARE may come before an AUTH, as soon as it is known who
 * will be asked for a password: it has no reply, and the server is connected
 * to meanwhile.  An AUTH behind it says the same of everything but the
 * password.  What comes from a process that is not root is about that
 * process's user, whatever it says.  libc only.
 */
#ifndef PAM_IMAP_PROTOCOL_H
#define PAM_IMAP_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/secret.h"
#include "flow/verdict.h"
#include "sys/frame.h"

enum protocol_frame {
	PROTOCOL_AUTH = 1, /* may this password open that account? */
	PROTOCOL_ACCOUNT,  /* may that account be used now? no password */
	PROTOCOL_REPLY,
	PROTOCOL_PREPARE /* a password will follow: get ready */
};

/* The largest request or reply, its head included. */
#define PROTOCOL_SIZE 8192

struct protocol_request {
	enum protocol_frame what;     /* not REPLY */
	char user[LIMIT_ADDRESS + 1]; /* PAM_USER, unchanged */
	uint64_t uid;                 /* what the caller's getpwnam() says */
	char service[LIMIT_PAM_ITEM + 1]; /* the rest is for the log */
	char rhost[LIMIT_HOST + 1];
	char tty[LIMIT_PAM_ITEM + 1];
	bool debug;             /* log each step */
	struct secret password; /* AUTH only */
};

struct protocol_reply {
	enum verdict verdict;
	char person[LIMIT_MESSAGE_TEXT]; /* to be shown; mostly empty */
	char log[LIMIT_MESSAGE_TEXT];    /* why, in words */
};

/* Encode into b (emptied first); false when it does not fit. */
bool protocol_put_request(struct buf *b, const struct protocol_request *r);
bool protocol_put_reply(struct buf *b, const struct protocol_reply *r);

/* Decode; ERROR_PROTOCOL, with *out undefined, when it is malformed. */
enum error_code protocol_get_request(
    const struct frame *f, struct protocol_request *out, struct error *e);
enum error_code protocol_get_reply(
    const struct frame *f, struct protocol_reply *out, struct error *e);

#endif
