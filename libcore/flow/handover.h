/* SPDX-License-Identifier: ISC */
/*
 * The contract between postern-queue and relay-send: frames over a socket
 * pair that is relay-send's standard input and output.  HANDOVER_RELAY comes
 * first, then messages, each with its open file beside the frame; outcomes
 * come back in any order, a recipient at a time, then HANDOVER_DONE for the
 * message.  HANDOVER_RELAY_FAILED ends the run: messages without an outcome
 * were not sent, but for those named by an outcome HANDOVER_UNKNOWN.  When the
 * runner closes its end, relay-send ends.
 */
#ifndef FLOW_HANDOVER_H
#define FLOW_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/secret.h"
#include "sys/frame.h"

enum handover_frame {
	HANDOVER_RELAY = 1, /* to relay-send: settings and the secret */
	HANDOVER_MESSAGE,   /* to relay-send: one message, its fd beside it */
	HANDOVER_READY,     /* from it: connected and authenticated */
	HANDOVER_OUTCOME,   /* from it: one recipient of one message */
	HANDOVER_DONE,      /* from it: all recipients of one are answered */
	HANDOVER_RELAY_FAILED, /* from it: the relay as a whole; then it ends */
	HANDOVER_TRACE         /* from it: a step, when asked for */
};

/* What happened, by what follows from it: the outcome table's rows. */
enum handover_result {
	HANDOVER_SENT,     /* 2xx */
	HANDOVER_DEFERRED, /* 4xx to MAIL, RCPT or end of data */
	HANDOVER_TOO_MANY, /* 452/552 too many recipients: next window */
	HANDOVER_HELD,     /* what the administrator must mend */
	HANDOVER_BOUNCED,  /* refused for good */
	HANDOVER_UNKNOWN,  /* data sent, reply lost */
	HANDOVER_BROKEN,   /* the connection broke at it, before that */
	HANDOVER_RESULTS
};

/* Why a relay as a whole failed. */
enum handover_failure {
	HANDOVER_UNREACHABLE, /* connect, greeting, EHLO, 421, 4.3.x */
	HANDOVER_UNTRUSTED,   /* TLS, certificate, STARTTLS missing */
	HANDOVER_AUTH,        /* authentication refused or impossible */
	HANDOVER_SETTINGS,    /* CA file and the like */
	HANDOVER_CLOSED,      /* idle for LIMIT_RELAY_WARM_MS: no failure */
	HANDOVER_FAILURES
};

#define HANDOVER_LIST 4096
/* The longest values of NOTIFY and ORCPT. */
#define HANDOVER_NOTIFY 32
#define HANDOVER_ORCPT 500
/* The largest payload: a message with LIMIT_RECIPIENTS long addresses.  Give
 * buffers for frame_recv_fd() this and FRAME_HEAD. */
#define HANDOVER_PAYLOAD                                                      \
	(16UL * 1024 +                                                        \
	    LIMIT_RECIPIENTS *                                                \
		(LIMIT_ADDRESS + 8UL + HANDOVER_NOTIFY + 8 + HANDOVER_ORCPT + \
		    8))

/* By which addresses a relay is reached. */
enum handover_family {
	HANDOVER_FAMILY_ANY,
	HANDOVER_FAMILY_IPV4,
	HANDOVER_FAMILY_IPV6,
	HANDOVER_FAMILIES
};

struct handover_relay {
	char name[LIMIT_LABEL + 1];
	char url[LIMIT_HOST + 32];
	char user[LIMIT_ADDRESS + 1];
	struct secret secret;
	char ca_file[LIMIT_PATH];    /* empty: the system's store */
	char mechanisms[256];        /* empty: all */
	char senders[HANDOVER_LIST]; /* words; empty: user alone */
	char helo[LIMIT_HOST + 1];   /* what EHLO says */
	char pins[LIMIT_PINS];       /* words; empty: any key */
	char source[LIMIT_IP];       /* an address of this host; empty: any */
	enum handover_family family;
	bool token; /* the secret is one, and no password */
	bool chunking;
	bool trace;
	uint64_t timeout_ms; /* ceiling of each wait; 0: RFC 5321's */
	bool once; /* connect, authenticate, say READY, quit: postern check */
};

/* One message; recipients are the frame's own repeated field. */
struct handover_message {
	uint64_t id;     /* the runner's; comes back in outcomes */
	uint64_t offset; /* of the message text in the file */
	uint64_t size;   /* of it, in bytes, CRLF lines */
	bool eight_bit;
	char sender[LIMIT_ADDRESS + 1];    /* reverse-path; empty for null */
	char received[LIMIT_MESSAGE_TEXT]; /* the Received field to put first */
	/* DSN parameters (RFC 3461), not encoded; empty for none. */
	char ret[8];
	char envid[128];
	char *recipients; /* n strings, each with its NUL, one after another */
	unsigned n_recipients;
	/* The same of each: its NOTIFY and, as they are sent, its ORCPT, empty
	 * for none.  NULL when no recipient has one. */
	char *notifies;
	char *orcpts;
};

struct handover_outcome {
	uint64_t id;
	uint64_t recipient; /* its index in the message */
	enum handover_result result;
	char reply[LIMIT_MESSAGE_TEXT]; /* the server's words, escaped */
	bool notified; /* sent, and the server took what NOTIFY says */
};

struct handover_failed {
	enum handover_failure failure;
	char reason[LIMIT_MESSAGE_TEXT]; /* words for mailq and the log */
	bool no_chunking; /* BDAT does not work there: do without from now */
};

/*
 * Encode into b (emptied first; its ceiling HANDOVER_PAYLOAD + FRAME_HEAD
 * holds any frame); false when it does not fit.
 */
bool handover_put_relay(struct buf *b, const struct handover_relay *r);
bool handover_put_message(struct buf *b, const struct handover_message *m);
bool handover_put_outcome(struct buf *b, const struct handover_outcome *o);
bool handover_put_done(struct buf *b, uint64_t id);
bool handover_put_failed(struct buf *b, const struct handover_failed *f);
bool handover_put_ready(struct buf *b, const char *text);
bool handover_put_trace(struct buf *b, uint64_t at_us, const char *text);

/*
 * Decode a frame of the right type; ERROR_PROTOCOL when it is malformed.  No
 * text holds a NUL, and none but reply, reason and received a control
 * character.
 */
enum error_code handover_get_relay(
    const struct frame *f, struct handover_relay *out, struct error *e);
/* What out's lists hold is the caller's, to be given back below. */
enum error_code handover_get_message(
    const struct frame *f, struct handover_message *out, struct error *e);
void handover_clear_message(struct handover_message *m);
enum error_code handover_get_outcome(
    const struct frame *f, struct handover_outcome *out, struct error *e);
enum error_code handover_get_done(
    const struct frame *f, uint64_t *id_out, struct error *e);
enum error_code handover_get_failed(
    const struct frame *f, struct handover_failed *out, struct error *e);
enum error_code handover_get_ready(
    const struct frame *f, char *text_out, size_t size, struct error *e);
enum error_code handover_get_trace(const struct frame *f, uint64_t *at_us_out,
    char *text_out, size_t size, struct error *e);

#endif
