/* SPDX-License-Identifier: ISC */
/*
 * Logging in with a password, whatever the protocol: by the best mechanism,
 * and on the same connection by the next one as long as neither the password
 * nor a proof of it was sent.
 */
#ifndef SASL_AUTHENTICATE_H
#define SASL_AUTHENTICATE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/secret.h"
#include "base/trace.h"
#include "sasl/exchange.h"
#include "sys/deadline.h"

/* Who wants to log in; the caller's. */
struct sasl_login {
	const char *user;
	const struct secret *secret;   /* NULL: not yet there */
	const char *allowed;           /* mechanisms; NULL or empty for all */
	bool token;                    /* the secret is one, and no password */
	const struct endpoint *server; /* what a mechanism may name, or NULL */
};

/* Room for "SCRAM-SHA-256-PLUS", or a command's name. */
#define SASL_METHOD 32

/* What the server said beside yes or no. */
struct sasl_answer {
	bool busy; /* with ERROR_LATER: it was reached, and says "not now" */
	char method[SASL_METHOD];        /* the last that was tried */
	char person[LIMIT_MESSAGE_TEXT]; /* to be shown, escaped; or empty */
};

/* What a server's reply is to an exchange. */
enum sasl_reply {
	SASL_CHALLENGE, /* it goes on */
	SASL_ACCEPTED,
	SASL_REFUSED
};

/* A protocol as an exchange needs it: constant, but for arg, its client. */
struct sasl_protocol {
	struct sasl_profile profile;

	/*
	 * Queues the bytes: a command without CRLF, or what continues one.
	 * Asserts verified TLS: this is where secrets leave.
	 */
	enum error_code (*send)(
	    void *arg, struct view bytes, bool command, struct error *e);

	/*
	 * Sends what is queued and reads one reply; a challenge, or the words
	 * of a refusal, are valid until the next call.
	 */
	enum error_code (*hear)(void *arg, struct deadline d,
	    enum sasl_reply *out, struct view *words_out, struct error *e);

	/*
	 * What the refusal means that was heard last; early is one that came
	 * before the proof, and counts when no mechanism is left.
	 */
	enum error_code (*judge)(
	    void *arg, bool early, struct sasl_answer *out, struct error *e);

	/* An exchange by the protocol's own command; as sasl_exchange_new(). */
	enum error_code (*own)(void *arg, const struct sasl_login *login,
	    struct sasl_exchange **out, struct error *e);
};

/* What the server offers, and the connection. */
struct sasl_offer {
	const char *mechanisms;        /* words; read anew after each refusal */
	const struct binding *binding; /* as in struct sasl_terms */
	bool initial;                  /* it takes initial responses */
	bool own;         /* the protocol's own command may be used */
	const char *note; /* what else it says of this; or NULL */
};

struct sasl_attempt;

/*
 * A login on this connection.  All that is pointed to must live as long as it.
 * ERROR_MEMORY.
 */
enum error_code sasl_attempt_new(const struct sasl_protocol *p, void *arg,
    const struct sasl_offer *offer, const struct sasl_login *login,
    const struct trace *trace, struct sasl_attempt **out, struct error *e);
void sasl_attempt_free(struct sasl_attempt **a);

/*
 * Does, without the secret, what needs none: SCRAM's first message and what
 * answers it.  What comes of that, also a failure, is for the end.
 */
void sasl_attempt_ahead(struct sasl_attempt *a, struct deadline d);

/*
 * Where that has led: the server waits for what needs the secret; or nothing is
 * left to be done with it.  Neither: the server waits for a command.
 */
bool sasl_attempt_is_under_way(const struct sasl_attempt *a);
bool sasl_attempt_is_over(const struct sasl_attempt *a);

/*
 * Logs in, login->secret being there: ERROR_NONE when the server accepted (and
 * proved itself, where the mechanism does that); ERROR_DENIED when it refused
 * these credentials; ERROR_LATER when it cannot decide or offers nothing that
 * is allowed; ERROR_PROTOCOL when it does what no server may; ERROR_UNTRUSTED
 * when an exchange shows that somebody ends our TLS before the server.  The own
 * command is tried last, and not when mechanisms are named in login->allowed.
 */
enum error_code sasl_attempt_end(struct sasl_attempt *a, struct deadline d,
    struct sasl_answer *out, struct error *e);

/* All of it in one. */
enum error_code sasl_authenticate(const struct sasl_protocol *p, void *arg,
    const struct sasl_offer *offer, const struct sasl_login *login,
    const struct trace *trace, struct deadline d, struct sasl_answer *out,
    struct error *e);

#endif
