/* SPDX-License-Identifier: ISC */
/* The outcome table. */
#include "config.h"

#include "flow/relay_outcome.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define MAIL (1U << SMTP_FATE_MAIL_REFUSED)
#define RCPT (1U << SMTP_FATE_RCPT_REFUSED)
#define TEXT (1U << SMTP_FATE_TEXT_REFUSED)
#define ALL (MAIL | RCPT | TEXT)

/* In a row's enhanced code: any, or there must be none. */
#define ANY (-1)
#define NONE (-2)

#define MESSAGE(r)                             \
	{                                      \
		.message = true, .result = (r) \
	}
#define RELAY                 \
	{                     \
		.relay = true \
	}
#define BOTH(r)                                               \
	{                                                     \
		.message = true, .result = (r), .relay = true \
	}

/* The first row that fits counts. */
static const struct {
	unsigned stages;
	unsigned from, to; /* reply codes */
	int subject, detail;
	bool others_accepted; /* only when other recipients are */
	struct relay_outcome outcome;
} refusals[] = {
    /* The relay as a whole; with 530 the message too, as below. */
    {ALL, 421, 421, ANY, ANY, false, RELAY},
    {ALL, 530, 530, ANY, ANY, false, BOTH(HANDOVER_BROKEN)},
    /* Too many recipients (RFC 5321 4.5.3.1.10). */
    {RCPT, 452, 452, 5, 3, true, MESSAGE(HANDOVER_TOO_MANY)},
    {RCPT, 452, 452, NONE, ANY, true, MESSAGE(HANDOVER_TOO_MANY)},
    {RCPT, 552, 552, 5, 3, true, MESSAGE(HANDOVER_TOO_MANY)},
    {RCPT, 552, 552, NONE, ANY, true, MESSAGE(HANDOVER_TOO_MANY)},
    {RCPT, 552, 552, 5, 3, false, MESSAGE(HANDOVER_DEFERRED)},
    /* The server's own trouble: this message waits too, or it would be in
     * front of all others again. */
    {ALL, 400, 499, 3, ANY, false, BOTH(HANDOVER_DEFERRED)},
    {ALL, 400, 499, ANY, ANY, false, MESSAGE(HANDOVER_DEFERRED)},
    /* Refused for good: too large, addresses it cannot carry. */
    {ALL, 552, 552, 3, 4, false, MESSAGE(HANDOVER_BOUNCED)},
    {MAIL, 552, 552, NONE, ANY, false, MESSAGE(HANDOVER_BOUNCED)},
    {ALL, 500, 599, 6, 7, false, MESSAGE(HANDOVER_BOUNCED)},
    /* What the administrator must mend: the sender, policy. */
    {MAIL, 500, 599, ANY, ANY, false, MESSAGE(HANDOVER_HELD)},
    {RCPT | TEXT, 500, 599, 7, ANY, false, MESSAGE(HANDOVER_HELD)},
    {RCPT | TEXT, 500, 599, 1, 7, false, MESSAGE(HANDOVER_HELD)},
    {RCPT | TEXT, 500, 599, 1, 8, false, MESSAGE(HANDOVER_HELD)},
    {RCPT | TEXT, 500, 599, ANY, ANY, false, MESSAGE(HANDOVER_BOUNCED)},
};

static bool
fits(int want, unsigned class, unsigned got)
{
	if (want == ANY)
		return true;
	return want == NONE ? class == 0 : class != 0 && got == (unsigned)want;
}

static struct relay_outcome
refused(enum smtp_fate fate, const struct smtp_answer *a, unsigned accepted)
{
	static const struct relay_outcome other = MESSAGE(HANDOVER_DEFERRED);

	for (size_t i = 0; i < COUNT(refusals); i++) {
		if ((refusals[i].stages & (1U << fate)) != 0 &&
		    a->code >= refusals[i].from && a->code <= refusals[i].to &&
		    (accepted > 0 || !refusals[i].others_accepted) &&
		    fits(refusals[i].subject, a->enhanced.class,
			a->enhanced.subject) &&
		    fits(refusals[i].detail, a->enhanced.class,
			a->enhanced.detail))
			return refusals[i].outcome;
	}
	return other;
}

struct relay_outcome
relay_outcome(
    enum smtp_fate fate, const struct smtp_answer *a, unsigned accepted)
{
	static const struct relay_outcome sent = MESSAGE(HANDOVER_SENT);
	static const struct relay_outcome unknown = MESSAGE(HANDOVER_UNKNOWN);
	static const struct relay_outcome unsent = {.message = false};

	switch (fate) {
	case SMTP_FATE_SENT:
		return sent;
	case SMTP_FATE_UNKNOWN:
		return unknown;
	case SMTP_FATE_UNSENT:
		return unsent;
	default:
		return refused(fate, a, accepted);
	}
}

static const enum handover_failure failures[ERROR_CODES] = {
    [ERROR_NONE] = HANDOVER_CLOSED,
    [ERROR_DENIED] = HANDOVER_AUTH,
    [ERROR_LATER] = HANDOVER_UNREACHABLE,
    [ERROR_REFUSED] = HANDOVER_UNREACHABLE,
    [ERROR_PROTOCOL] = HANDOVER_UNREACHABLE,
    [ERROR_UNTRUSTED] = HANDOVER_UNTRUSTED,
    [ERROR_SETTINGS] = HANDOVER_SETTINGS,
    [ERROR_INPUT] = HANDOVER_SETTINGS,
    [ERROR_NOTFOUND] = HANDOVER_UNREACHABLE,
    [ERROR_EXISTS] = HANDOVER_UNREACHABLE,
    [ERROR_SYSTEM] = HANDOVER_UNREACHABLE,
    [ERROR_LIMIT] = HANDOVER_UNREACHABLE,
    [ERROR_MEMORY] = HANDOVER_UNREACHABLE,
    [ERROR_BUG] = HANDOVER_UNREACHABLE,
};

enum handover_failure
relay_failure(enum error_code code)
{
	return code < ERROR_CODES ? failures[code] : HANDOVER_UNREACHABLE;
}
